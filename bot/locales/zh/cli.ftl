## 命令行：run、check、init、song

# 机器人为什么无法启动。路径和地址照原样显示。
startup-config = 配置中有 { $problems } 处问题：
startup-data-locked = 另一个机器人正在使用 { $path }。请先停止它，或用 TROUBADOUR_DATA_DIR 换一个文件夹。
startup-data-unwritable = 文件夹 { $path } 无法写入。请给机器人的用户写入权限，或用 TROUBADOUR_DATA_DIR 换一个文件夹。
startup-database-newer = 数据库 { $path } 来自更新版本的 Troubadour。请安装那个版本，或用 TROUBADOUR_DATA_DIR 换一个文件夹。
startup-database-older = 数据库 { $path } 来自旧版本的 Troubadour。请用 troubadour run 启动一次机器人，它会自动升级。
startup-database-unreadable = 数据库 { $path } 无法读取：它已损坏，或不是数据库。请用备份替换，或把它移走重新开始。
startup-disk-full = 磁盘没有空间存放 { $path }。请清理一些空间，或用 TROUBADOUR_DATA_DIR 换一个文件夹。
startup-migration-failed = 迁移 { $name } 无法应用；数据库保持原样，旁边还有一份副本。请退回上一个版本，并报告这个问题。
startup-migration-changed = 迁移 { $name } 与这个数据库当初应用的不一致。请用未经改动的发行版重新安装 Troubadour。
startup-web-port-busy = { $host } 的端口 { NUMBER($port, useGrouping: 0) } 已被另一个程序占用。请停止那个程序，或用 TROUBADOUR_WEB_PORT 换一个端口。
startup-web-address = 本地聊天无法监听 { $host } 的端口 { NUMBER($port, useGrouping: 0) }。请用 TROUBADOUR_WEB_HOST 设置本机的地址，例如 127.0.0.1。

startup-not-running = 还没有机器人在这个数据文件夹上运行过。请用 troubadour run 启动。
startup-not-well = 这个数据文件夹的机器人没有应答。请查看它的日志，并用 troubadour run 重新启动。

# 程序对自己的说明：--help，以及 run 和 song 的输出。
cli-help = 在 Discord 和 Telegram 上做整首歌的机器人。不做任何配置时，它是浏览器里的聊天页：troubadour run
cli-help-config = 配置文件；未指定时用 TROUBADOUR_CONFIG，再没有则用 ./config.toml（如果存在）
cli-help-run = 运行机器人
cli-help-check = 说明配置了什么、缺少什么、什么会出错
cli-help-stats = 说明唱了多少、花了多少，机器人运行时也可以用
cli-help-health = 用退出码说明这个数据文件夹的机器人是否正常
cli-help-init = 通过提问写出带注释的 config.toml
cli-help-yes = 不提问，采用默认值；已有的文件保持原样
cli-help-song = 做一首歌并写入文件
cli-help-prompt = 歌的主题
cli-help-output = 要写入的文件或文件夹；以 .wav 结尾的名字得到 WAV
cli-help-lyrics-file = 写有自己歌词的文本、Markdown 或 LRC 文件
cli-help-encoding = 歌词文件的文字编码，文件本身没有说明时用：gb18030、big5、shift_jis 或 windows-1252
cli-help-style = 想要的声音：民谣、合成器流行、慢板圆舞曲
cli-help-avoid = 不想要的声音
cli-help-voice = 由谁来唱
cli-help-instrumental = 无人声
cli-help-provider = 由哪项服务来做
cli-help-title = 歌名
cli-stats-none = 还没有机器人在 { $path } 上运行过，所以没有可统计的内容。
cli-stats-today = 今天
cli-stats-month = 本月
cli-stats-total = 总计
cli-stats-songs = 歌曲
cli-stats-failed = 失败
cli-stats-refunded = 已退还
cli-stats-open = 未完成的点歌：{ $orders }
cli-stats-by-service = 按服务
cli-stats-by-place = 按地点
cli-stats-private = 私信和本地聊天
cli-stats-cap-songs = 歌曲：{ $period ->
    [day] 今天
    [week] 本周
    [month] 本月
   *[total] 总计
}已用 { $used } / { $cap }，还剩 { $left }。
cli-stats-cap-paid = 付费服务的歌曲：{ $period ->
    [day] 今天
    [week] 本周
    [month] 本月
   *[total] 总计
}已用 { $used } / { $cap }，还剩 { $left }。
cli-stats-cap-money = 金额：{ $period ->
    [day] 今天
    [week] 本周
    [month] 本月
   *[total] 总计
}已用 { $used } / { $cap } { $currency }，还剩 { $left }。
cli-stats-money = 各服务{ $period ->
    [day] 今天
    [week] 本周
    [month] 本月
   *[total] 总计
}收取 { $amount } { $currency }。
cli-ready = 本地聊天的地址：{ $address }
cli-no-platform = 机器人不在任何聊天中：想用本地聊天，请在 [web] 中设置 enabled = true；想用 Discord，请设置 DISCORD_TOKEN；想用 Telegram，请设置 TELEGRAM_TOKEN。
cli-discord-missing = 想接入 Discord，请设置 DISCORD_TOKEN，或 [discord] 中的 token；步骤见 docs/discord.md。
cli-telegram-missing = 想接入 Telegram，请设置 TELEGRAM_TOKEN，或 [telegram] 中的 token；步骤见 docs/telegram.md。
cli-stopping = 正在停止。无法续做的歌会等它做完；再按一次 Ctrl-C 立即停止。
cli-waiting = 排队中
cli-song-saved = { $path }，{ $length }，由 { $service } 制作
cli-cannot-cancel = 这首歌已经在做，无法取消了。
cli-lyrics-file-unreadable = { $path } 无法读取：请确认它是一个文件，并且你有权读取。
cli-lyrics-guessed = { $path } 没有说明文字的编码。按 { $encoding } 读取，内容是“{ $line }”。
cli-lyrics-reading = 按 { $encoding } 读取，内容是“{ $line }”。
cli-lyrics-confirm = 就这样唱吗？[y/N]{" "}
cli-lyrics-choose = 还没有开始唱：如果读法正确，请加上 --encoding { $encoding }，或把文件存为 UTF-8。
cli-lyrics-no-such-encoding = { $path } 无法按 { $encoding } 读取。请从 { $encodings } 中选一个，或去掉 --encoding。

# check 的发现：每条一行，并说明怎么办。
check-level-ok = 正常
check-level-note = 提示
check-level-warning = 警告
check-level-error = 错误
check-summary = { $errors ->
    [0] { $warnings ->
        [0] 一切正常。
       *[other] 机器人可以启动。有 { $warnings } 条警告。
    }
   *[other] 有 { $errors } 个错误，机器人无法工作。
}
check-python = { $system } 上的 Python { $version }。
check-python-old = Python { $version } 太旧：请安装 Python 3.11 或更新的版本。
check-mp3 = 可以写出 MP3 文件。
check-mp3-missing = 无法写出 MP3 文件：请用 make install 或 pip install --force-reinstall av 重新安装 PyAV。
check-file = 配置文件是 { $path }。
check-file-none = 没有配置文件，因此采用默认值：troubadour init 可以写一份。
check-file-open = 这台机器上的其他人能读到 { $path } 中的密钥：chmod 600 { $path }
check-environment = 以下环境变量已设置，优先于配置文件：{ $variables }。
check-variable-unknown = 机器人没有 { $variable } 这个环境变量：是不是想写 { $suggestion }？
check-data = 歌曲和数据库存放在 { $path }。
check-data-new = 将新建文件夹 { $path } 来存放歌曲和数据库。
check-running = 现在有一个机器人正在 { $path } 上运行。
check-disk = 磁盘剩余 { $free } MB；歌曲可占用其中 { $songs } MB。
check-disk-small = 磁盘剩余 { $free } MB，少于歌曲可占用的 { $songs } MB 加上要留空的 { $keep } MB：旧歌可能会提前删除，或者请调低 [limits] disk_mb。
check-disk-full = 磁盘剩余 { $free } MB。要留空 { $keep } MB，而一首歌需要 { $song }，所以一首也做不了：请清理一些空间，或调低 [limits] keep_free_mb。
check-web = 本地聊天的地址是 http://{ $host }:{ NUMBER($port, useGrouping: 0) }
check-web-any-port = 本地聊天使用 { $host } 上任意空闲端口，并显示它的地址。
check-web-open = 本地聊天对网络开放，持有令牌的人可以访问：请在它前面加上 HTTPS。
check-web-open-without-token = 本地聊天对网络开放，但没有设置令牌：会自动生成一个，并显示在地址中。想自己指定，请设置 TROUBADOUR_WEB_TOKEN。
check-port-forbidden = 当前用户不能使用 { $host } 的端口 { NUMBER($port, useGrouping: 0) }：请用 TROUBADOUR_WEB_PORT 设置 1024 或以上的端口。
check-no-chat = 机器人不在任何聊天中：想用本地聊天，请在 [web] 中设置 enabled = true；想用 Discord，请设置 DISCORD_TOKEN；想用 Telegram，请设置 TELEGRAM_TOKEN。
check-service-on = 服务 { $service } 已启用。
check-service-off = 服务 { $service } 已关闭：想启用它，请在 [providers.{ $service }] 中设置 enabled = true。
check-service-without-key = 服务 { $service } 未启用：想启用它，请设置 { $variable }，或 [providers.{ $service }] 中的 api_key。
check-key-works = { $service } 的密钥有效。
check-key-refused = 服务 { $service } 拒绝了它的密钥：请在 { $variable } 里，或作为 [providers.{ $service }] 里的 api_key，填一个有效的密钥。
check-key-balance = { $service } 的密钥有效，但账户已没有余额：请充值。
check-key-not-enabled = { $service } 的密钥有效，但账户不能使用这项服务或它的模型：请开通，或在 [providers.{ $service }] 里换一个 model 或 base_url。
check-key-unreached = 连不上服务 { $service }（{ $address }），所以没有检查它的密钥：请检查网络，以及 [providers.{ $service }] 里的 base_url。
check-key-untold = 服务 { $service } 没有说明它的密钥是否有效：请稍后再试。
check-no-service = 没有启用任何服务，所以什么也唱不了：请在 [providers.offline] 中设置 enabled = true。
check-order-unknown = 这个版本没有服务 { $service }：请把它从 [routing] order 中去掉，或改用 { $services } 之一。
check-quota = 每人{ $period ->
    [day] 每天
    [week] 每周
    [month] 每月
   *[total] 总共
}可以点 { $songs } 首歌。
check-quota-none = 任何人都不能点歌：请把 [quota] 中的 songs 设为一个数字或 "unlimited"。
check-quota-unlimited = 每个人都可以不限数量地点歌：想加以限制，请设置 [quota] 中的 songs。
check-budget = 整个机器人{ $period ->
    [day] 每天
    [week] 每周
    [month] 每月
   *[total] 总共
}可以做 { $songs } 首歌。
check-budget-none = 整个机器人一首歌也不能做：请把 [budget] 中的 songs 设为一个数字或 "unlimited"。
check-budget-unlimited = 整个机器人可以不限数量地做歌：想加以限制，请设置 [budget] 中的 songs。
check-budget-first = [budget] 中什么也没有设置，所以付费服务合计每月可以做 { $songs } 首歌：想自己决定，请设置 [budget] 中的 songs 或 money。
check-money = 整个机器人{ $period ->
    [day] 每天
    [week] 每周
    [month] 每月
   *[total] 总共
}可以花费 { $amount } { $currency }。
check-service-unpriced = 服务 { $service } 保持关闭，因为 [budget] 设置了 money，而它的费用无从得知：请在 [providers.{ $service }] 中设置 price。
check-service-unrated = 服务 { $service } 保持关闭，因为 [budget] 设置了 money，而它以 { $currency } 计价：请在 [budget.rates] 中设置 { $currency }。
check-access-servers = { $servers ->
    [0] 未放行任何服务器和群组：想更改，请设置 [access] 中的 servers。
   *[other] 已放行 { $servers } 个服务器或群组：想更改，请设置 [access] 中的 servers。
}
check-access-private = { $private ->
    [members] 接受在服务器或群组中见过的人发来的私信：想更改，请设置 [access] 中的 private。
   *[nobody] 不接受任何人的私信：想更改，请设置 [access] 中的 private。
}
check-access-closed = 除了在本地聊天中以管理员身份出现的人，没有放行任何人：请设置 [access] 中的 servers 或 private。
check-rate-own = { $currency } 的汇率不起作用，因为它就是预算货币：请把它从 [budget.rates] 中去掉。
check-operator-none = 已启用付费服务，但没有指定谁来接收金额和密钥的消息：请在 [operator] 中设置 discord_id 或 telegram_id。日志和本地聊天总会收到。

# init 的提问。方括号里是直接回车时的取值。
init-welcome = 回答几个问题，就会写出 { $path }。直接回车则采用方括号里的值。
init-ask-data-dir = 存放歌曲和数据库的文件夹
init-ask-web-port = 本地聊天的端口
init-ask-quota-songs = 每人每个周期的歌曲数，数字或 unlimited
init-ask-quota-period = 周期：day（天）、week（周）、month（月）或 total（总共）
init-ask-key-fun-music = Fun-Music 的密钥（如有）：在 https://bailian.console.aliyun.com 的北京地域创建，模型也要在那里申请；输入时不显示
init-ask-key-minimax = MiniMax 的密钥（如有）：在 https://platform.minimax.io 创建，中国大陆在 https://platform.minimaxi.com 创建（这时还要改文件里的 base_url）；输入时不显示
init-ask-key-senseaudio = SenseAudio 的密钥（如有）：在 https://senseaudio.cn 创建；输入时不显示
init-ask-discord-token = Discord 令牌；输入时不显示
init-ask-telegram-token = Telegram 令牌；输入时不显示
init-none = 无
init-ask-overwrite = 已有 { $path }。要重新写入并丢弃其中的内容吗？y 或 n
init-yes = y yes 是
init-no = n
init-exists = 已有 { $path }，它保持原样。请把它移走，或输入 troubadour init 逐项回答。
init-nothing-written = 什么也没有写入。
init-unwritable = { $path } 无法写入：请确认它所在的文件夹存在，并且你有权写入。
init-written = { $path } 已写好，只有你能读取。先用 troubadour check 检查，再用 troubadour run 启动。

# quota 在机器人运行时显示和设置额度。
startup-no-database = 还没有机器人在 { $path } 上运行过，所以其中没有额度。请用 troubadour run 启动一个。
startup-no-such-place = 机器人还没有去过 { $place }。请用 --place 以 platform:id 的形式指定地点，不写则是私信和本地聊天。
cli-help-quota = 显示或设置额度，机器人运行时也可以用
cli-help-quota-show = 说明某个人或整个地点的情况
cli-help-quota-set = 设置额度，并显示之前和现在的值
cli-help-quota-who = @名字或编号；不写则是整个地点
cli-help-quota-whom = @名字或编号，default 表示所有人，server 表示整个地点，或 role:ID
cli-help-quota-amount = 整数、unlimited 或 none，server 还可以写 20 USD；后面可加周期：day、week、month 或 total
cli-help-quota-reason = 理由，记入管理员能看到的日志
cli-help-quota-place = 地点，例如 discord:1234；不写则是私信和本地聊天
# A line of what a moderator would see in a chat.
cli-field = { $label }：{ $value }

## Discord (startup-discord-…, cli-discord-…, check-discord-…)

startup-discord-token = Discord 拒绝了机器人的令牌。请在 https://discord.com/developers/applications 的机器人页面重新复制一个，填入 DISCORD_TOKEN 或 [discord] 中的 token，再重新启动机器人。
startup-discord-closed = Discord 永久关闭了连接，代码为 { NUMBER($close_code, useGrouping: 0) }。请安装最新版本的 Troubadour，再重新启动。
cli-discord-ready = 机器人已连上 Discord。把它加到服务器的链接：{ $link }
cli-discord-waiting = 连不上 Discord，会一直重试到连上为止；结果见日志。
check-web-off = 本地聊天已关闭：想启用它，请在 [web] 中设置 enabled = true。
check-discord-on = Discord 已启用。
check-discord-off = Discord 未启用：想启用它，请设置 DISCORD_TOKEN，或 [discord] 中的 token。
check-discord-works = Discord 接受了令牌，它属于 { $name }。把它加到服务器的链接：{ $link }
check-discord-refused = Discord 拒绝了令牌：请在 https://discord.com/developers/applications 的机器人页面重新复制一个，填入 DISCORD_TOKEN 或 [discord] 中的 token。
check-discord-unreached = 连不上 Discord（{ $address }），所以没有检查令牌：请检查网络，以及 [discord] 里的 base_url。
check-discord-untold = Discord 没有说明令牌是否有效：请稍后再试。
check-discord-endpoint = 机器人设置了 Interactions Endpoint URL，命令就到不了它这里：请在 https://discord.com/developers/applications 的 General Information 中清空这一栏。
check-discord-needs-view = 在服务器里它需要“查看频道”权限：看到有人点歌的频道。
check-discord-needs-send = 在服务器里它需要“发送消息”权限：做歌的时间可能超过 Discord 允许的答复时间，到时要能发歌。
check-discord-needs-threads = 在服务器里它需要“在子区内发送消息”权限：把歌发到点歌的子区。
check-discord-needs-embed = 在服务器里它需要“嵌入链接”权限：在歌的下面显示歌词。
check-discord-needs-attach = 在服务器里它需要“附加文件”权限：发送歌曲文件。
check-discord-needs-history = 在服务器里它需要“读取消息历史”权限：回复点歌的消息，并找到自己发过的歌，以免发两遍。

## Telegram (startup-telegram-…, cli-telegram-…, check-telegram-…)

startup-telegram-token = Telegram 拒绝了机器人的令牌。请从 @BotFather（/mybots → API Token）复制正确的令牌，填入 TELEGRAM_TOKEN 或 [telegram] 中的 token，再重新启动机器人。
startup-telegram-shared = 另有程序用同一个令牌收取机器人在 Telegram 上的消息，或把消息发往 webhook，所以消息到不齐。请停掉另一个程序，或让 @BotFather 换一个新令牌；之后消息会自动恢复，或在重新启动后恢复。
cli-telegram-ready = 机器人已连上 Telegram。可以给它发消息，或把它加到群里：{ $link }
cli-telegram-waiting = 连不上 Telegram，会一直重试到连上为止；结果见日志。

check-telegram-on = Telegram 已启用。
check-telegram-off = Telegram 未启用：想启用它，请设置 TELEGRAM_TOKEN，或 [telegram] 中的 token。
check-telegram-works = Telegram 接受了令牌。机器人在 { $link }
check-telegram-refused = Telegram 拒绝了令牌：请从 @BotFather（/mybots → API Token）复制正确的令牌，填入 TELEGRAM_TOKEN 或 [telegram] 中的 token。
check-telegram-unreached = 连不上 Telegram（{ $address }），所以没有检查令牌：请检查网络，以及 [telegram] 里的 base_url。
check-telegram-untold = Telegram 没有说明令牌是否有效：请稍后再试。
check-telegram-webhook = 另有程序让 Telegram 把机器人的消息发往 { $host } 上的 webhook：troubadour run 会取消它，改为自己收取。如果那个程序还要用，请给这个机器人另配一个令牌。
check-telegram-privacy = 隐私模式已开启，应当如此：在群里，机器人只会收到命令、对它的回复和按钮，这就够用了。
check-telegram-reads-all = 隐私模式已关闭，机器人会收到群里的所有消息，而它并不需要：请在 @BotFather 用 /setprivacy 选 Enable 打开，再把机器人重新加到各个群里。
check-telegram-no-groups = 机器人不能被加到群里：想允许，请给 @BotFather 发 /setjoingroups 并选 Enable。
