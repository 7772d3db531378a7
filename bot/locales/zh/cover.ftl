## /cover：听一首歌，显示歌词，再翻唱

chat-help-cover = 换一种风格翻唱一首歌。附上文件，或给出链接。选项：style、lyrics、link、title、voice、avoid

# 流程。
dialogue-cover-start = 这首歌可以翻唱。告诉我用什么风格。
dialogue-cover-listening = 正在听这首歌。听到的歌词马上显示在这里，给你看过之后才会开唱。
dialogue-cover-link = 链接里的内容我没法事先检查，服务收不收由它自己决定。
dialogue-cover-heard = 这是我听到的歌词。想改就改，改好就让我唱吧。
dialogue-cover-own = 会唱这些歌词。想改就改，改好就让我唱吧。
dialogue-cover-no-words = 这首歌里没有听到歌词。请写一些，或者让服务听到什么就唱什么。
dialogue-cover-too-long = 歌词有 { $length } 个字符，最多能唱 { $most } 个。请删掉 { $cut } 个，或者让服务听到什么就唱什么。
dialogue-cover-too-short = 歌词太短，没法唱。请加一行，或者让服务听到什么就唱什么。
dialogue-cover-failed = 没能听这首歌。
dialogue-cover-silent = 音乐服务没有回应。听歌不收费，请再试一次。
dialogue-cover-ordered = 翻唱马上开始做。
dialogue-cover-of = 原曲
dialogue-cover-words = 歌词
dialogue-cover-listen = 听听看
dialogue-cover-again = 再听一次
dialogue-cover-as-heard = 听到什么唱什么
dialogue-cover-form-listen = 新的版本
dialogue-cover-form-edit = 新的版本
dialogue-hint-cover-style = 爵士、烟雾缭绕的酒吧、慢板

# 哪里不对。
problem-no-covers = 翻唱需要 MiniMax Music，这里没有开启。请运营者开启它。
problem-no-covers-by = { $service } 不能翻唱。请去掉 “provider”。
problem-cover-instrumental = 翻唱总是有人声的。请去掉 “instrumental”。
problem-cover-style = 请说明用什么风格翻唱，例如“style: 爵士，烟雾缭绕的酒吧”。
problem-cover-link = 这个链接不能用。请给出以 https:// 开头、不属于聊天软件的公开链接，或者直接附上文件。
problem-audio-and-link = 消息里既有歌曲文件又有链接，请只发其中一个。
problem-audio-gone = 这首歌已经不再保留。请用 /cover 再发一次。
problem-audio-empty = 这个文件是空的，请重新选择再发送。
problem-audio-no-sound = 这个文件里没有声音。请发送这首歌的录音。
problem-audio-broken = 这个文件已损坏，没法听。请发送这首歌的另一份录音。
problem-audio-kind = 这种格式的音乐不能用。请用以下格式发送：{ $kinds }。
problem-audio-too-large = 这个文件太大了，最多 { $most_mb } MB，一首歌的 MP3 就放得下。
problem-audio-too-short = 这段录音太短了，至少需要 { $least } 秒。
problem-audio-too-long = 这段录音太长了，最多能翻唱 { $most } 分钟。

# 本地聊天。
web-attach-audio = 请用输入框旁的回形针附上歌曲，或把它拖到页面上，再和 /cover 及风格一起发送。
chat-ui-audio-sending = 正在发送 { $name }，{ $size }…
chat-ui-audio-unsent = 歌曲没能发送。请重新选择。

# 做好的歌。
chat-song-cover = 翻唱
song-note-words-untold = 歌词由服务自己写，没有告诉我们。
song-note-as-heard = 听到什么唱什么：歌词是服务从录音里听来的，没有告诉我们。
song-note-not-wav = 这是 { $format }，不是 wav：服务给的就是这种格式，或者 wav 在这里太大。
