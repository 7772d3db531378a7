## 拒绝和失败（error-<code>、problem-<problem>）

# 我们这边出的问题。
error-internal = 我们这边出了点问题。请再试一次，如果还是这样，请告诉运营者。
error-storage = 刚才没能记录下来，可能是磁盘满了。请稍后再试。

# 无法照办的点歌。没有扣额度。
error-refused = 这样做不到。输入 /help 看看可以做什么。
error-invalid = 这次点歌有地方不对。输入 /help 看看该怎么写。
error-quota-exceeded = { $limit ->
    [0] 你在这里没有额度。可以用 /quota 向管理员申请。
   *[other] { $period ->
        [day] 你今天的 { $limit } 首已用完。{ DATETIME($resets_at_ms, dateStyle: "medium", timeStyle: "short") }（{ $zone }）起可以再点歌。
        [week] 你本周的 { $limit } 首已用完。{ DATETIME($resets_at_ms, dateStyle: "medium", timeStyle: "short") }（{ $zone }）起可以再点歌。
        [month] 你本月的 { $limit } 首已用完。{ DATETIME($resets_at_ms, dateStyle: "medium", timeStyle: "short") }（{ $zone }）起可以再点歌。
       *[total] 你的 { $limit } 首已全部用完。可以用 /quota 向管理员申请更多。
    }
}
error-budget-exceeded = { $period ->
    [total] 整个机器人可做的歌已全部做完。运营者可以放宽。
   *[other] 整个机器人目前可做的歌已全部做完。{ DATETIME($resets_at_ms, dateStyle: "medium", timeStyle: "short") }（{ $zone }）起可以再点歌。
}
error-place-cap-exceeded = { $period ->
    [total] 这里可做的歌已全部做完。管理员可以放宽。
   *[other] 这里目前可做的歌已全部做完。{ DATETIME($resets_at_ms, dateStyle: "medium", timeStyle: "short") }（{ $zone }）起可以再点歌。
}
error-place-money-exceeded = { $period ->
    [total] 这里的预算不够再做一首。管理员可以放宽。
   *[other] 这里的预算不够再做一首。{ DATETIME($resets_at_ms, dateStyle: "medium", timeStyle: "short") }（{ $zone }）起可以再点歌。
}
error-budget-money-exceeded = { $period ->
    [total] 整个机器人的预算不够再做一首。运营者可以放宽。
   *[other] 整个机器人的预算不够再做一首。{ DATETIME($resets_at_ms, dateStyle: "medium", timeStyle: "short") }（{ $zone }）起可以再点歌。
}
error-unpriced = 这里不能使用 { $service }，因为它的费用无从得知。请用“provider”指定另一项服务，或询问管理员。
error-too-many-waiting = { $limit ->
    [1] 你已有一首歌在排队。请等它做好再点下一首，或用 /cancel 取消它。
   *[other] 你已有 { $limit } 首歌在排队。请等其中一首做好再点下一首，或用 /cancel 取消一首。
}
error-none-takes = 没有哪个服务能按这个要求做这首歌。
reason-of = { $service }：{ $reason }
error-no-service = 已启用的服务都做不了这首歌。请试试更短的中文或英文内容，或去掉“provider”。
error-storage-full = 没有空间再存一首歌了。请联系运营者清理空间。

# 谁可以点歌，在哪里点；最后是管理员自己的话，可能没有。
error-outside = 这个机器人不在这里接受点歌。请联系它的运营者放行。
error-blocked = { $ends ->
    [0] 管理员在这里封禁了你，所以你不能点歌。如果是误会，请联系管理员。{ $reason }
   *[other] 管理员在这里封禁了你，所以你不能点歌。{ DATETIME($until_at_ms, dateStyle: "medium", timeStyle: "short") }（{ $zone }）起可以再点。{ $reason }
}
error-paused = 管理员暂停了这里的点歌，现在不做歌。请稍后再试。{ $message }
error-wrong-channel = 这个频道不能点歌。请到 { $channels } 点歌。
error-role-needed = 只有部分身份组可以点歌：{ $roles }。请向管理员申请其中之一。
error-not-moderator = 只有这里的管理员可以这样做。请找一位管理员帮忙。
error-not-yours = 那是别人的。请自己输入命令，打开你自己的。
error-anonymous = 我看不出你是谁，没法把歌记在谁的额度上。请用你自己的身份来写。
error-dialogue-gone = 这条消息太旧，已经不能用了。请重新输入命令。
error-song-gone = 这首歌已经不在了。用 /songs 看看还有哪些。
error-song-under-way = 这首歌还在制作中。只要它还在排队，就可以用 /cancel 取消。

# 音乐服务或聊天平台的答复。
error-provider = 音乐服务没能做出这首歌。请再试一次，或稍微改一改内容。
error-bad-request = { $field ->
    [prompt] 音乐服务没有接受这段描述。请换个说法，或写短一些。
    [lyrics] 音乐服务没有接受这份歌词。请写短或写简单一些再点。
    [style] 音乐服务没有接受这个曲风。请用几个简单的词来描述。
    [title] 音乐服务没有接受这个歌名。请取短一些，或不填。
    [avoid] 音乐服务没有接受“不要”的内容。请用几个简单的词说明，或不填。
    [voice] 音乐服务不能用这个人声来唱。请去掉“voice”再点，或换另一种。
    [instrumental] 音乐服务没有接受纯音乐的点歌。请去掉“instrumental”，或用“provider”指定另一项服务。
    [format] 音乐服务做不了这种格式的文件。请去掉“format”再点。
    [cover] 音乐服务没有接受要翻唱的歌。请发 MP3 或 WAV，或换一个录音。
    [feature] 要翻唱的歌已经不再保留。请用 /cover 再发一次。
   *[other] 音乐服务没有接受这次点歌。请改几个词再点。
}
error-cant-change-words = 音乐服务不会按要求改词。请自己编辑，或让它重写一份。
error-input-moderated = { $service } 因内容原因拒绝了这些文字。请修改后再点。{ $rules }
error-output-moderated = { $service } 因内容原因拒绝了它刚做好的歌。请稍微改一改文字再点。{ $rules }
error-service-unavailable = 音乐服务暂时无法使用，需要运营者处理。请稍后再试，或用“provider”指定另一项服务。
error-busy = 音乐服务太忙，没能接下这首歌。请过几分钟再试。
error-unknown-outcome = 音乐服务没了回音，我无法判断它有没有唱。这首歌的额度已退还给你，可以重新点。
error-result-expired = 歌做好了，但音乐服务已不再提供下载。请重新点一次。
error-platform = 这首歌没能发出来。
error-delivery-unavailable = 这首歌刚才没能发出来。我会再试。
error-delivery-unknown = 我还不能确定这首歌有没有送到。我会检查，没送到就补发。
error-cant-tell = 我发这条消息时被打断了，无法得知它是否已经发出。
error-file-forgotten = 聊天软件已经不认得这首歌了，我正在重新发送。
error-place-gone = 这首歌没能发出来，因为我已经不能在那个聊天里发言。
error-stopped-too-often = 做这首歌时机器人一再被中断，所以我放弃了。请重新点一次。
error-too-large-to-post = 聊天平台因文件太大没有收下这首歌。
error-too-big-here = 歌做好了，但即使压到低音质也超过这里能发送的 { $most_kb } kB。已为你保留：请在允许更大文件的地方使用 /songs。
error-kept-expired = 为你保留的一首歌没有及时领取，文件已经删除。你可以重新点。
error-bad-audio = 音乐服务发来的文件无法播放。请重新点一次。
error-took-too-long = 这首歌做得太久，我不再等了。请重新点一次。

# 各项服务对文字的要求（content-<rule>）：写在表单里，以及因内容被拒绝时。
content-rules = { $services } 的要求：{ $asked }。
content-asked = 它要求：{ $asked }。
content-original = 文字须为原创
content-safe = 内容健康（不涉政治、暴力、色情、低俗、恐怖、毒品）
content-chinese-english = 只用中文或英文

# 本地聊天页面被拒绝的情况。
error-web-host = 这个地址打不开聊天页。请打开机器人启动时显示的地址。
error-web-site = 这个请求来自别的网站，所以被拒绝了。请在聊天页自己的地址打开它。
error-web-session = 请用机器人启动时显示的地址打开聊天页，密钥就在其中。
error-web-json = 这个请求不是聊天页发出的格式。请刷新页面再试。
error-web-too-large = 这条消息太长，发不出去。请缩短后重新发送。
error-web-not-found = 这个地址什么也没有。聊天页在首页。
error-web-no-track = 这首歌的文件已不再保留。
error-web-empty = 这条消息是空的。请写点什么再发送。

# 点歌内容的问题（problem-<problem>）。
problem-option-twice = “{ $option }”写了两次。请只保留一个。
problem-option-choice = “{ $option }”可以是 { $choices }。请选其中一个。
problem-option-flag = “{ $option }”请用 yes 或 no 回答。
problem-nothing-to-sing = 还没有可以唱的内容。请说说歌的主题，或写上歌词。
problem-file-and-lyrics = 文件和消息里都有歌词。请只发其中一份。
problem-only-tags = 这份歌词只有段落标记，没有词。请在标记下面写几行，或加上“instrumental: yes”。
problem-prompt-too-long = 描述有 { $length } { $unit ->
    [words] 个词
   *[characters] 个字
}，最多 { $most } 个。请删掉 { $cut } 个再点。
problem-prompt-too-short = 描述太短：至少需要 { $least } { $unit ->
    [words] 个词
   *[characters] 个字
}。请多说一点这首歌的内容。
problem-lyrics-too-long = 歌词有 { $length } { $unit ->
    [words] 个词
   *[characters] 个字
}，最多 { $most } 个。请删掉 { $cut } 个再点。
problem-lyrics-too-short = 歌词太短，唱不成一首歌。请加几行再点。
problem-no-instrumental = { $service } 做不了没有人声的音乐。去掉 “instrumental”，或者用 “provider” 指定别的服务。
problem-words-or-style = { $service } 要么用你自己的歌词，要么用曲风和描述，不能同时用。去掉其中一样，或者用 “provider” 指定别的服务。
problem-words-or-avoid = 用你自己的歌词时，{ $service } 没法避开指定的内容。请去掉“avoid”，或者用“provider”指定别的服务。
problem-language-not-sung = { $service } 不会唱这份歌词的语言。请用“provider”指定另一项服务，或换一种语言来写。{ $rules }
problem-language-not-read = { $service } 看不懂这段描述的语言。请用“provider”指定另一项服务，或换一种语言来描述。{ $rules }
problem-style-too-long = 曲风太长：最多 { $most } 个字。几个词就够，例如“民谣、手风琴、慢板”。
problem-avoid-too-long = 不要的内容太长：最多 { $most } 个字。请用几个词说明。
problem-title-too-long = 歌名太长：最多 { $most } 个字。请取短一些。
problem-no-such-service = 这里没有叫“{ $name }”的服务。可以选 { $names }，或去掉“provider”。

# 不能用的歌词文件（problem-file-…）。
problem-file-empty = 这个文件是空的。请在里面写上歌词，再发一次。
problem-file-too-large = 这个文件太大，超出一首歌的歌词。请发送不超过 { $most_kb } kB 的文件。
problem-file-archive = 这个文件是压缩包。请解压后发送里面的歌词文本文件。
problem-file-document = 这个文件是文档，不是纯文本。请另存为纯文本（.txt）再发送。
problem-file-audio = 这个文件是音乐，不是歌词。请用文本文件（.txt、.md 或 .lrc）发送歌词。
problem-file-picture = 这个文件是图片，我读不出图片里的字。请用文本文件（.txt、.md 或 .lrc）发送歌词。
problem-file-video = 这个文件是视频，不是歌词。请用文本文件（.txt、.md 或 .lrc）发送歌词。
problem-file-binary = 我无法把这个文件当作文本读取。请把歌词存为纯文本（.txt）再发送。
problem-file-no-words = 这个文件有时间标记或段落标记，却没有可唱的词。请写上几行，再发一次。
