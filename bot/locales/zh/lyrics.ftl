## /lyrics：写歌词，读一读，改一改，满意了再唱

chat-help-lyrics = 请人写歌词，先读、先改，再唱。选项：prompt（主题）、style（曲风）、title（歌名）、provider（服务）
chat-example-draft = 写一份港口告别的歌词
chat-example-draft-text = /lyrics 雨中的港口，一次告别

# 歌词草稿，以及可以怎样处理它。
dialogue-lyrics-start = 歌词要写什么？
dialogue-lyrics-writing = { $service } 正在写歌词，马上就会发到这里。你同意之前不会开唱。
dialogue-lyrics-changing = { $service } 正在修改歌词，马上就会发到这里。
dialogue-lyrics-draft = 这是一份草稿。想改就改，然后让我来唱。
dialogue-lyrics-kept = 你的歌词保持原样。
dialogue-lyrics-dropped = 好的，歌词先放到一边。
dialogue-lyrics-write = 写吧
dialogue-lyrics-change = 提修改意见
dialogue-lyrics-again = 再写一份
dialogue-lyrics-try-again = 再试一次
dialogue-lyrics-other = 换个说法
dialogue-lyrics-wish = 你的要求
dialogue-lyrics-form = 新歌词
dialogue-lyrics-form-other = 换个说法
dialogue-lyrics-form-edit = 歌词
dialogue-lyrics-form-change = 哪里要改？
dialogue-hint-wish = 第二段写得更忧伤一些

# 没有写成的原因，按失败代码；其余的用最后一句。
draft-failed-busy = { $service } 太忙，没能动笔。请过几分钟再试。
draft-failed-bad-request = { $service } 不接受这样的写法。请换个说法，或写短一些。
draft-failed-cant-change-words = { $service } 不会按要求改词。请自己编辑，或让它重写一份。
draft-failed-input-moderated = { $service } 因内容原因拒绝了这个要求。请换个说法。
draft-failed-output-moderated = { $service } 因内容原因拒绝了它刚写好的歌词。请稍微换个说法。
draft-failed-service-unavailable = { $service } 暂时无法使用，需要运营者处理。请稍后再试，或用“provider”指定另一项服务。
draft-failed-unknown-outcome = { $service } 没了回音，我无法判断它有没有写。请再试一次，这会算作另一份草稿。
draft-failed-other = { $service } 没有写出能唱的歌词。请再试一次，或换个说法。

# 为什么不能开始写。
error-too-many-drafts = { $limit ->
    [0] 这里不代写歌词。请自己写，我来唱。
   *[other] 你今天的 { $limit } 份草稿已用完。{ DATETIME($resets_at_ms, dateStyle: "medium", timeStyle: "short") }（{ $zone }）起可以再写。
}
problem-nothing-to-write = 请说说歌词要写什么，例如“/lyrics 汉堡的雨夜”。
problem-nothing-to-change = 请说说歌词哪里要改。
problem-lyrics-option = “{ $option }”是给歌用的，不是给歌词用的。/lyrics 可以带这些选项：{ $options }。
problem-no-writer = { $others ->
    [0] 写歌词需要 MiniMax Music 或 SenseAudio，而这里都没有开启。请让运营者开启其中一项。
   *[other] 所问的服务都不单独写歌词。请用“provider”指定一项会写的：{ $names }。
}
