## 配置中的问题（config-<problem>）

# 每句前面是键的路径和冒号：“web.port: 必须是…”。
config-file-missing = 没有这个文件
config-file-unreadable = 文件无法读取：请确认它是一个文件，并且你有权读取
config-file-encoding = 文件不是 UTF-8 编码：请另存为 UTF-8
config-syntax = 第 { $line } 行无法读取：文字要加引号，每行的格式是 key = value
config-syntax-end = 文件提前结束或无法读取：请检查有没有未闭合的引号或括号
config-unknown-key = 没有这个键
config-unknown-key-like = 没有这个键；是不是想写 { $suggestion }？
config-unknown-service = 这个版本没有这项服务；有的是 { $services }
config-missing = 必须填写
config-empty = 不能为空
config-invalid = 这样写无法使用
config-section = 必须是一个小节：先写一行 [{ $section }]，下面各行写它的键
config-text = 必须是引号中的文字
config-list = 必须是文字的列表：["one", "two"]
config-true-false = 必须是 true 或 false，不加引号
config-choice = 必须是以下之一：{ $choices }
config-whole-number = 必须是整数
config-whole-number-range = 必须是 { $least } 到 { $most } 的整数
config-number = 必须是数字
config-number-range = 必须是 { $least } 到 { $most } 的数字
config-songs = 必须是 0 到 { $most } 的整数，或 "unlimited"
config-folder = 必须是一个文件夹
config-token = 必须是不含空格的一个词：请重新复制一次
config-url = 必须是以 https:// 或 http:// 开头的地址
config-socket-url = 必须是以 wss:// 或 ws:// 开头的地址
config-money = 必须是 0 到 { $most } 的金额，最多六位小数，或 "unlimited"
config-price = 必须是 0 到 { $most } 的金额，最多六位小数
config-currency = 必须是三个大写字母的货币代码，例如 "USD"
config-rate = 必须是大于 0 的数字：一个单位折合多少预算货币
config-part = 必须是大于 0、不超过 1 的数字
config-weight = 必须是 0 到 1 之间的数字；填 "" 则由服务自行决定
config-person-id = 必须是账号在聊天平台上的数字编号，没有则写 ""
config-servers = 必须是 "all"，或服务器和群组编号的列表：[123, -456]
config-watermark-stream = 不能与 stream 同时为 true：只有不以流式传输的歌曲才会加上标记
config-lyrics-optimizer = 这个模型不会自己写歌词：请选择 music-2.6 或更新的模型
