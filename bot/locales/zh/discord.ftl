## 消息、按钮和表单

# 按钮和点歌表单。
discord-again = 再来一首
discord-edit = 修改后再唱
discord-delete = 删除
discord-form-words = 你的歌词，或者歌曲的主题
discord-form-file = 或歌词文件（.txt、.md、.lrc）

# 制作期间；$since 是多久之前点的。
discord-ordered = 点歌：{ $since }
discord-parting = 这条消息不再更新。歌做好后会另发一条消息给你。

# 消息里放不下的内容。

## 命令、选项和可选项

# 命令和选项的名称不含空格，最多 32 个字；说明最多 100 个字。
discord-command-song = 唱歌
discord-command-song-about = 做一整首歌，有词有曲（/song）
discord-command-lyrics = 写词
discord-command-lyrics-about = 让我写歌词，可以再改、再唱（/lyrics）
discord-command-cover = 翻唱
discord-command-cover-about = 用另一种曲风重新唱一首歌（/cover）
discord-command-songs = 我的歌
discord-command-songs-about = 你的歌：再发一次、重新唱、删除（/songs）
discord-command-quota = 额度
discord-command-quota-about = 你还能做几首歌，也可以申请更多（/quota）
discord-command-cancel = 取消
discord-command-cancel-about = 取消你还在等的歌（/cancel）
discord-command-help = 帮助
discord-command-help-about = 有哪些命令，还有一个开始的按钮（/help）
discord-menu-song = 用这个做一首歌
discord-menu-cover = 翻唱这首

# 选项。
discord-option-prompt = 主题
discord-option-lyrics = 歌词
discord-option-file = 文件
discord-option-style = 曲风
discord-option-avoid = 不要
discord-option-title = 歌名
discord-option-voice = 人声
discord-option-instrumental = 纯音乐
discord-option-provider = 服务
discord-option-format = 格式
discord-option-private = 私密
discord-option-link = 链接
discord-option-member = 成员
discord-option-role = 身份组
discord-option-songs = 首数
discord-option-money = 金额
discord-option-instead = 改为
discord-option-period = 周期
discord-option-reason = 理由
discord-option-days = 天
discord-option-hours = 小时
discord-option-message = 留言
discord-option-off = 结束

# 选项的用途。
discord-about-prompt = 歌的主题，歌词由我来写（prompt）
discord-about-prompt-lyrics = 歌词写什么（prompt）
discord-about-lyrics = 你自己的歌词；长的最好放进文件或表单（lyrics）
discord-about-lyrics-cover = 新的歌词；不写就唱原来的（lyrics）
discord-about-file = 写着歌词的文本文件（.txt、.md、.lrc，file）
discord-about-file-cover = 要重新唱的歌，音频文件（file）
discord-about-link = 歌的公开链接，代替文件（link）
discord-about-style = 什么曲风：选一种，或自己描述（style）
discord-about-style-cover = 新歌什么曲风：选一种，或自己描述（style）
discord-about-avoid = 歌里不要有什么（avoid）
discord-about-title = 歌的名字（title）
discord-about-voice = 谁来唱（voice）
discord-about-instrumental = 没有人声的音乐（instrumental）
discord-about-provider = 音乐服务，不填由我来选（provider）
discord-about-provider-lyrics = 写歌词的服务，不填由我来选（provider）
discord-about-format = 文件格式，不填就是 MP3（format）
discord-about-private = 歌只私信发给你（private）
discord-about-member = 关于谁
discord-about-member-show = 看谁的情况，不填就看整个服务器
discord-about-role = 关于哪个身份组
discord-about-songs = 每个周期几首，0 就是一首也没有
discord-about-songs-server = 所有成员合计每个周期几首
discord-about-songs-add = 这个周期多给几首，小于 0 就是减少
discord-about-money = 每个周期最多花多少，用运营者预算的货币
discord-about-instead = 不写首数，改为这个
discord-about-instead-server = 不设新上限，改为这个
discord-about-period = 多久重新计数，不填就不变
discord-about-reason = 为什么，会记在更改记录里
discord-about-reason-block = 为什么，成员也会看到
discord-about-days = 几天；天和小时都不填，就到解除为止
discord-about-hours = 几个小时
discord-about-message = 期间成员看到的话
discord-about-off = 结束暂停

# 可选项。
discord-period-day = 每天
discord-period-week = 每周
discord-period-month = 每月
discord-period-total = 总共
discord-instead-unlimited = 不限（unlimited）
discord-instead-none = 取消这个额度，按下一条来（none）
discord-instead-no-songs = 取消歌曲数上限
discord-instead-no-money = 取消金额上限

# 管理员的命令。
discord-admin-admin = 管理
discord-admin-admin-about = 额度、封禁、暂停和设置，给管理员用（/admin）
discord-admin-quota = 额度
discord-admin-quota-about = 歌曲额度
discord-admin-set = 设定成员
discord-admin-set-about = 设定一名成员有几首歌
discord-admin-add = 增加
discord-admin-add-about = 这个周期给成员多加几首，或减少
discord-admin-reset = 重新计数
discord-admin-reset-about = 让一名成员重新计数
discord-admin-role = 身份组
discord-admin-role-about = 设定某个身份组的成员有几首歌
discord-admin-default = 默认
discord-admin-default-about = 设定这里每个人有几首歌
discord-admin-server = 服务器
discord-admin-server-about = 设定所有成员合计的上限，按首数或金额
discord-admin-show = 查看
discord-admin-show-about = 说明一名成员或整个服务器的情况
discord-admin-settings = 设置
discord-admin-settings-about = 频道、身份组、语言、时区等，都在一个面板里
discord-admin-block = 封禁
discord-admin-block-about = 不让一名成员在这里做歌
discord-admin-unblock = 解除封禁
discord-admin-unblock-about = 解除对一名成员的封禁
discord-admin-pause = 暂停
discord-admin-pause-about = 这里暂时不做歌，或结束暂停

## 对命令、按钮和消息的回答

discord-form-again = 再次打开表单
discord-form-late = 我花的时间太久，表单没能打开。请再试一次。
discord-no-words-there = 这条消息里没有文字，也没有文本文件。请选一条有歌词或歌曲主题的消息。
discord-no-audio-there = 这条消息里没有音乐。请选一条带音频文件的消息。
discord-pick-command = 我读不了用普通文字写的“/{ $command }”。请输入 /，再从 Discord 的列表里选命令。
problem-cover-nothing = 请说明要重新唱哪首歌：用“file”附上，或给出“link”。
problem-attachment-unfetched = 我没能从 Discord 取到这个文件。请再发一次。
problem-form-forgotten = 我在这期间重启过，不认得这个表单了。请再用一次命令；你写的内容在你的文件里。
problem-amount-twice = 只填一项：首数、金额，或“改为”。

## Commands of another version

discord-outdated = 这个命令来自我的另一个版本。命令正在更新：请过一分钟再试。

## 在 Discord 里做法不同的地方，用这些句子代替 discord-own- 后面的那句

discord-own-chat-help = 用命令点歌，或者把自己的歌词私信发给我，我来做成一整首歌。可用的命令有：
discord-own-chat-notice-kept = 歌做好了，但没能送到这里。已为你保留：按“取歌”，或使用 /songs。
discord-own-chat-songs-none = 你还没有歌。用 /song 做第一首吧。
discord-own-problem-nothing-to-write = 请说说歌词要写什么。
discord-own-problem-only-tags = 这份歌词只有段落标记，没有词。请在标记下面写几行，或点一首纯音乐。
discord-own-problem-amount-missing = 请填首数，或选择代替它的规则。
discord-own-problem-amount-missing-add = 填 0 什么也不会变。请填大于 0 的数，要减去几首就填负数。
discord-own-problem-duration = 封禁最长 { $days } 天。请缩短一些，或天和小时都不填：那样到解除为止。
discord-own-problem-nothing-set-cap = 这里没有歌曲上限，没有可取消的。要取消金额上限，请选“取消金额上限”。
# 这里的时间都按读者自己的时钟显示，所以不写当地时间，只写时区。
discord-own-settings-field-now = 零点
discord-own-settings-now = 按 { $zone }，今天的计数到 { DATETIME($ends_at_ms, dateStyle: "medium", timeStyle: "short") } 为止
