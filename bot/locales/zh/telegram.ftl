## 命令

# Telegram 的命令列表里显示的说明，最多 256 个字。
telegram-command-song-about = 做一整首歌，有词有曲
telegram-command-lyrics-about = 让我写歌词，可以再改、再唱
telegram-command-cover-about = 用另一种曲风重新唱一首歌
telegram-command-songs-about = 你的歌：再发一次、重新唱、删除
telegram-command-quota-about = 你还能做几首歌，也可以申请更多
telegram-command-cancel-about = 取消你还在等的歌
telegram-command-help-about = 有哪些命令，还有一个可以点的例子
telegram-command-start-about = 做第一首歌
telegram-command-admin-about = 额度、封禁、暂停和设置，给管理员用

## 消息和面板

telegram-begin = 做一首歌
telegram-example = 例如：
telegram-help-more = 在 /song 下面另起一行，可以说得更细：“style: 民谣”（曲风）、“avoid: 鼓”（不要）、“voice: female”（女声，男声是 male）、“title: …”（歌名）、“instrumental: yes”（纯音乐）、“format: wav”（格式）、“provider: …”（服务），以及“private: yes”（只发给你一个人）。
telegram-help-replies = 用 /song 回复一段文字或一个文本文件，我就唱它；用 /cover 回复一首歌，我就重新唱那首歌。
telegram-kept-private = 这首歌只发给你一个人，但我还不能私聊你。请打开我们的聊天并按“开始”：在那之前，歌会为你保留，之后在那里用 /songs 就能领取。
telegram-private-none = 只给你一个人的那首歌没能做成。
telegram-open-chat = 打开我们的聊天
telegram-whole-text = 全文
telegram-next = 下一步
telegram-topic = 话题 { $id }
telegram-topic-general = 综合话题

# 用这些句子代替 telegram-own- 后面的那句。
telegram-own-chat-help = 告诉我你的歌要讲什么，或者把自己的歌词用消息或文本文件发给我，我来做成一整首歌。可用的命令有：
telegram-own-chat-example-shanty-text = /song 一首关于调试程序的水手船歌
telegram-own-chat-notice-kept = 歌做好了，但没能送到这里。已为你保留：按“取歌”，或使用 /songs。
telegram-own-chat-songs-none = 你还没有歌。用 /song 做第一首吧。

## Questions and forms

telegram-ask-song = 告诉我这首歌写什么，或者把你自己的歌词发给我，发消息或文本文件都行。
telegram-ask-song-group = { $who }，请回复这条消息：这首歌写什么？也可以发你自己的歌词，文字或文本文件都行。
telegram-ask-lyrics = 歌词要写什么？一句话就够了；另起一行写“style: …”（曲风）或“title: …”（歌名）可以说得更细。
telegram-ask-lyrics-group = { $who }，请回复这条消息：歌词要写什么？另起一行写“style: …”（曲风）或“title: …”（歌名）可以说得更细。
telegram-form-ask = 请发来“{ $label }”的内容。
telegram-form-ask-group = { $who }，请回复这条消息，写下“{ $label }”的内容。
telegram-form-file = 发文本文件也可以。
telegram-form-clear = 只发一个“-”就是留空。
telegram-form-now = 现在的内容：
telegram-form-close = 关闭
problem-answer-without-text = 这里需要文字。请用消息回答；问题里说可以时，也可以用文本文件。
problem-answer-too-long = 这个回答有 { $length } 个字符，最多 { $most } 个。请缩短后再发一次。

## 人们发来的消息

telegram-only-words = 我可以用文字、文本文件（.txt、.md、.lrc）或一首要重新唱的歌来做歌。请发其中一种给我。
telegram-perhaps-cut = 这段文字可能被 Telegram 截断了：一条消息最多只能这么长。如果后面还有，请把全文存成文本文件发来，或在我们的私聊里发给我。
telegram-songs-in-private = 你的歌都列在我们的私聊里。
telegram-songs-start-first = 歌单只给你一个人看，可我还不能私聊你。请打开我们的聊天，按“开始”，再在那里发送 /songs。
problem-no-words-there = 你回复的那条消息里没有文字。请回复一条有歌词的消息，或一个文本文件。
problem-words-elsewhere = 我看不到其他聊天里的消息。请把文字复制到这里的消息中，或在回复里引用那段文字。
problem-no-audio-there = 这条消息里没有音乐。请回复一首歌、一条语音消息或一个音频文件。
problem-words-twice = 命令后面和你回复的消息里都有歌词。请只用其中一个。
problem-audio-too-large-to-fetch = Telegram 只让机器人取最大 { $most_mb } MB 的文件。请把歌存成更小的 MP3 再发，或用“link:”给出一个公开链接。
telegram-own-problem-cover-nothing = 请说明要重新唱哪首歌：用 /cover 回复一首歌、一条语音消息或一个音频文件，或用“link:”给出公开链接。
telegram-own-problem-attachment-unfetched = 我没能从 Telegram 取到这个文件。请再发一次。

## 群组、话题与管理员

telegram-settings-nothing = 增加额度的申请会出现在提出的地方；只有开启了话题的群组才能为申请选定一个话题。
telegram-own-error-wrong-channel = 这个话题不能点歌。请到 { $channels } 点歌。
telegram-own-mod-audit-settings-channels = 可以点歌的话题
telegram-own-mod-audit-settings-moderator-channel = 接收申请的话题
telegram-own-mod-help-settings = /admin settings：话题、语言、时区
telegram-own-mod-audit-settings-dm-songs = 私聊点的歌
telegram-own-mod-help = 方括号里的可以不写。带空格的名字要加引号："Ann Lee"。回复某人的消息时，不用写是谁。
telegram-own-problem-who-missing = 请说明是谁：回复对方的消息，或写 @用户名、加引号的名字如 "Ann Lee"，或编号。
telegram-own-settings-dm-about = 成员可以在和机器人的私聊里点歌，并计入这里的额度。话题的设置不影响这些歌。
telegram-own-settings-dm-off = 私聊点的歌不再计入这里
telegram-own-settings-dm-on = 让私聊点的歌计入这里
telegram-own-settings-field-dm = 私聊点的歌计入这里
telegram-own-settings-moderators-about = 群组的管理员负责管理。每项选择立即生效。
telegram-own-settings-provider = 首选服务
telegram-own-settings-channels = 点歌话题
telegram-own-settings-channels-none = 所有话题
telegram-own-settings-moderator-channel = 接收申请的话题
telegram-own-settings-moderator-channel-none = 申请所在的地方

## 群组而不是服务器，私聊而不是私信

telegram-own-problem-cover-link = 这个链接不能用。请给出以 https:// 开头、不属于 Telegram 的公开链接，或者用 /cover 回复那首歌本身。
telegram-own-problem-who-unknown = 机器人在这里还没有见过“{ $name }”。请回复对方的一条消息，或请对方在这个群组里给机器人发一次消息。
telegram-own-charge-private = 私聊
telegram-own-charge-server = 你所在的一个群组
telegram-own-charge-quota-servers = 你在私聊里点歌还可以用的额度：
telegram-own-charge-quota-ask = 想在某个群组里多要几首，请在那里用 /quota 申请。
telegram-own-error-outside-messages = 我不能在私聊里接受你的点歌。请在有我的群组里点歌，或请那里的管理员让私聊点的歌计入那里：开关在 /admin settings 里。然后请先在那里点一次歌，这样我就知道你是成员。
telegram-own-error-nowhere-to-charge = 这首歌现在不能计入你的任何群组。
