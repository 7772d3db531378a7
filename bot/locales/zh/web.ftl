## 本地聊天：谁在这里，以及用来试验的频道和身份组

# 页面对自己的说明。
error-web-name = 请取一个 1 到 32 个字符的名字，只用大家都看得见的文字、数字或符号，并且不要和机器人同名。
error-web-role = 这里没有这个身份组。请从页面显示的里面选，或刷新页面。
error-web-channel = 这里没有这个频道。请从页面显示的里面选，或刷新页面。

# 各两个，用来试验。
web-channel-local = 舞台
web-channel-backstage = 后台
web-role-singers = 歌手
web-role-patrons = 赞助人

chat-help-admin = 这里的额度、设置和封禁，供管理员使用
chat-panel-moved = 后续在下面。

# 消息周围的页面。
chat-ui-who = 你在这里的身份
chat-ui-name = 名字
chat-ui-name-set = 修改
chat-ui-act-member = 成员
chat-ui-act-moderator = 管理员
chat-ui-acting = 当前身份
chat-ui-roles = 身份组
chat-ui-channel = 频道
chat-ui-channels = 频道
chat-ui-others-can-see = 只有你能看到
chat-ui-moderators-see = 只有管理员能看到
chat-ui-send-form = 发送
chat-ui-close-form = 返回
chat-ui-choose = 请选择…
chat-ui-choose-none = 不选
chat-ui-done = 完成
chat-ui-trouble = 没能送达，请再试一次。
chat-ui-guest = 每个标签页是一个人：给它们取不同的名字，就能一起试用。

# 歌词文件：输入框旁的回形针，以及拖到页面上的文件。
chat-ui-attach = 附上歌词文件，或要翻唱的歌
chat-ui-attached = 已附上：{ $name }，{ $size }
chat-ui-detach = 移除 { $name }
chat-ui-detached = 文件已移除。
chat-ui-drop = 把歌词或歌曲拖到这里
chat-ui-drop-more = 一个文本文件（.txt、.md 或 .lrc），或一首要翻唱的歌（.mp3、.wav 或 .flac）
chat-ui-file-unnamed = 未命名的文件
chat-ui-file-one = 一条消息只能带一个文件。请选其中一个。
chat-ui-file-unreadable = 这个文件无法读取。请重新选择，或直接粘贴歌词。
chat-ui-not-kept = 这个浏览器没有空间保存这条消息，发送完成之前请不要关闭页面。
web-attach-file = 请用输入框旁的回形针附上文件，或把它拖到页面上，再随点歌一起发送。
web-takes-no-file = /{ $command } 不接受文件。请随 /song 发送文件，或不写命令直接发送。
