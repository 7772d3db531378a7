## 聊天：回执、进度、歌曲、命令

# 还剩多少。$when 是 period-… 之一。
period-day = 今天
period-week = 本周
period-month = 本月
period-total = 总计
chat-left = { $left ->
    [0] { $when }额度已用完
   *[other] { $when }还剩 { $left } 首（共 { $limit } 首）
}
chat-left-unlimited = 不限首数
chat-left-sentence = { $left }。
# Between two sentences.
chat-between-sentences = {""}

# 回执和进度。
chat-receipt = 收到！你的歌马上开始做。
chat-row-prompt = 主题
chat-row-lyrics = 你的歌词
chat-row-tags = 段落标记
chat-row-title = 歌名
chat-row-style = 曲风
chat-row-avoid = 不要
chat-row-voice = 人声
chat-row-service = 制作方
chat-row-left = 额度
chat-field = { $label }：{ $value }
chat-lyrics-summary = { $lines ->
    [1] “{ $first }”
   *[other] “{ $first }”等，另有 { $more } 行
}
chat-voice-female = 女声
chat-voice-male = 男声
chat-voice-none = 无人声，纯音乐
chat-line = { $line ->
    [1] 下一首就轮到你
   *[other] 排在第 { $line } 位
}
stage-writing = 正在写歌词
stage-composing = 正在作曲
stage-singing = 正在演唱
stage-saving = 正在保存
stage-posting = 正在送来
chat-state-held = 等待管理员同意
chat-state-queued = 排队中
chat-state-running = 乐队正在集合
chat-state-delivering = 正在送来
chat-state-kept = 已做好，为你保留着
chat-state-done = 歌做好了，用时 { $time }。
chat-state-failed = 这首歌没能做成。
chat-state-cancelled = 已取消，未扣额度。
chat-state-declined = 管理员拒绝了这首歌，未扣额度。
chat-usual = 通常约需 { $usual }

# 点歌与服务之间出的状况。
status-moved = 已转给 { $to }：{ $from } 没能接下。
status-busy = { $service } 暂时没有空位；你的歌保留着位置，稍后会再次提交。

# 做好的歌，以及没能做成的消息。
chat-song-service = 由 { $service } 制作
chat-song-ai = AI 生成
chat-song-instrumental = 纯音乐
chat-song-track = 第 { $n } 部分，共 { $tracks } 部分
chat-song-lyrics = 歌词，{ $lines } 行
chat-song-removed = 这里的歌已被删除。
chat-song-untitled = 无题
chat-words-attached = 歌词太长，一条消息放不下：全文在 { $file } 里。
chat-whole-text = 全文在 { $file } 里。
chat-notice-refunded = 未扣额度。
chat-notice-kept = 歌做好了，但没能送到这里。已为你保留：输入 /songs 即可领取。
chat-notice-declined = 管理员拒绝了这首歌。
chat-notice-cancelled = 这首歌已取消。
chat-perhaps-again = 我发这条消息时被打断了，所以这里可能有两条一样的。
chat-try-again = 再试一次

# /cancel，以及取消之后还剩多少。
cancel-cancelled = 已取消，未扣额度。
cancel-nothing = 你现在没有可以取消的歌。
cancel-singing = 这首歌已经在唱了，停不下来了，很快就好。
cancel-posting = 这首歌已经做好，正在送来。

# /songs。
chat-songs = 你的歌
chat-songs-page = 你的歌，第 { $page } 页，共 { $pages } 页
chat-songs-none = 你还没有歌。来做第一首吧：
chat-songs-newer = 较新
chat-songs-older = 较早
chat-songs-pages = 没有第 { $page } 页。你的歌一共 { $pages } 页。
chat-songs-number = /songs 后面写页码，例如 /songs 2。
chat-songs-gone = 文件已不再保留
chat-songs-state-held = 等待管理员
chat-songs-state-queued = 排队中
chat-songs-state-running = 制作中
chat-songs-state-delivering = 正在送来
chat-songs-state-kept = 为你保留着
chat-songs-state-failed = 没能做成
chat-songs-state-cancelled = 已取消
chat-songs-state-declined = 已拒绝

# /help 和 /start。
chat-start = 你好！我会做整首的歌，词曲全包。告诉我你的歌要讲什么，或者带上自己的歌词。
chat-help = 告诉我你的歌要讲什么，或者贴上自己的歌词，我来做成一整首歌。可用的命令有：
chat-help-song = 做一首歌。选项：prompt（主题）、lyrics（歌词）、file（歌词文件）、style（曲风）、avoid（不要）、title（歌名）、voice（人声）、instrumental（纯音乐）
chat-help-songs = 你的歌，可以再听一遍
chat-help-quota = 你还能点多少首歌
chat-help-cancel = 取消还在排队的歌
chat-help-help = 这份列表
chat-help-start = 第一首歌
chat-unknown-command = 没有 /{ $command } 这个命令。可用的有 { $commands }。
chat-example-shanty = 一首关于调试程序的船歌
chat-example-shanty-text = /song prompt: 一首关于调试程序的水手船歌 style: 民谣
chat-example-lyrics = 自己的歌词，有主歌和副歌
chat-example-lyrics-text = /song style: 温暖的原声流行
    {"["}主歌]
    水壶轻轻唱着歌，早晨走得慢
    一只纸折的小鸟，停在窗台边
    {"["}副歌]
    再坐一会儿，再坐一会儿
    这个大大的世界，就让它等一会儿
chat-example-cafe = 一首温暖的咖啡馆民谣
chat-example-cafe-text = /song prompt: 一首关于咖啡馆的温暖民谣

# 消息周围的页面。花括号里的内容由页面填写。
chat-ui-title = Troubadour
chat-ui-tagline = 做整首的歌
chat-ui-log = 对话
chat-ui-input = 消息
chat-ui-placeholder = /song 加上歌的主题…
chat-ui-send = 发送
chat-ui-hint = Enter 发送，Shift + Enter 换行
chat-ui-commands = 命令
chat-ui-welcome = 想听我唱什么？
chat-ui-welcome-more = 说说歌的主题，或者贴上自己的歌词，也可以发歌词文件。可以从这些开始：
chat-ui-older = 显示更早的消息
chat-ui-you = 你
chat-ui-bot = Troubadour
chat-ui-cancel = 取消
chat-ui-cancel-song = 取消这首歌
chat-ui-download = 下载
chat-ui-download-song = 下载“{ $title }”
chat-ui-play-song = “{ $title }”，播放器
chat-ui-progress = 歌曲进度
chat-ui-elapsed = { $elapsed }，通常约 { $usual }
chat-ui-audio-gone = 这个文件无法播放，可能已不再保留。
chat-ui-listen-live = 边制作边听
chat-ui-live-player = 制作中的歌曲，播放器
chat-ui-sending = 发送中…
chat-ui-waiting = 机器人回来后发送
chat-ui-refused = 未发送
chat-ui-edit = 放回输入框
chat-ui-away = 机器人暂时不在。你写的内容会先留在这里，等它回来再发送。
chat-ui-back = 机器人回来了。
chat-ui-too-long = 消息太长。一条最多 { NUMBER($most) } 字节。
chat-ui-code = 代码 { $code }
chat-ui-newest = 最新消息

# 并列说明几件事时的间隔，例如额度和剩余首数。
chat-between = ，

## 歌曲完成以后可以做什么

songs-line = { $title } – { DATETIME($created_at_ms, dateStyle: "medium") }，{ $service }
songs-line-state = { $title } – { DATETIME($created_at_ms, dateStyle: "medium") }，{ $service }：{ $state }
songs-pick = 选一首歌
songs-post = 再发一次
songs-send = 发到这里
songs-again = 再来一首
songs-edit = 修改后再唱
songs-delete = 删除
songs-words = 歌词文件
songs-fetch = 取歌
songs-keep = 留着
songs-recent = 用过的
songs-really-delete = 真的要永久删除“{ $title }”吗？文件、歌词和已发的消息都会删掉，用掉的次数不会退回。
songs-delete-really = 真的要永久删除这首歌吗？文件、歌词和已发的消息都会删掉，用掉的次数不会退回。
songs-fetching = 我去取你的歌。
songs-sent = 歌正在发过来。
songs-posted = 歌马上就会再发一次。
songs-deleted = 已删除。相关的消息马上撤下。
problem-song-without-words = 这首歌没有机器人知道的歌词。
