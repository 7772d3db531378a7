## 管理员用 /admin 做的事：额度、封禁、暂停、设置、日志

# 额度，以及还剩多少。
mod-limit = { $songs ->
    [0] 不能点歌
   *[other] { $period ->
        [day] 每天
        [week] 每周
        [month] 每月
       *[total] 总计
    } { $songs } 首
}
mod-money = { $period ->
    [day] 每天
    [week] 每周
    [month] 每月
   *[total] 总计
} { $amount } { $currency }
mod-unlimited = 不限首数
mod-none = 未设置
mod-left = { $left ->
    [0] 已用完
   *[other] 还剩 { $left } 首
}
mod-left-unlimited = 不限
mod-money-left = 还剩 { $amount } { $currency }
mod-used = 已用 { $used } 首
mod-granted = 额外调整 { $songs } 首
mod-resets = { DATETIME($resets_at_ms, dateStyle: "medium", timeStyle: "short") }（{ $zone }）
mod-resets-never = 从不
mod-source-own = 为此人设定
mod-source-role = 身份组 { $role } 的额度
mod-source-place = 这里所有人的额度
mod-source-bot = 运营者给所有人的额度
mod-whose = { $who }：{ $limit }
mod-more = 另有 { $more } 项
mod-said = “{ $text }”
mod-yes = 是
mod-no = 否
mod-nobody = 无
mod-operator = 运营者
mod-anonymous = 匿名管理员（{ $name }）

# 封禁、暂停和设置的现状。
mod-blocked = 封禁，直到解除
mod-blocked-until = 封禁至 { DATETIME($until_at_ms, dateStyle: "medium", timeStyle: "short") }（{ $zone }）
mod-not-blocked = 未封禁
mod-person-until = { $name } 至 { DATETIME($until_at_ms, dateStyle: "medium", timeStyle: "short") }（{ $zone }）
mod-paused = 已暂停
mod-not-paused = 正常点歌
mod-setting-empty = 未设置

# 更改：先说明效果，再说明结果。
mod-title-set-person = { $name } 的额度
mod-title-set-role = 身份组 { $role } 的额度
mod-title-set-default = 这里所有人的额度
mod-title-set-cap = 这里合计的歌曲上限
mod-title-set-money = 这里合计的金额上限
mod-title-add = 调整 { $name } 本周期的首数
mod-title-reset = 重置 { $name } 的计数
mod-title-block = 封禁 { $name }
mod-title-unblock = 解除对 { $name } 的封禁
mod-title-pause = 暂停这里的点歌
mod-title-resume = 结束暂停
mod-field-now = 现在
mod-field-then = 之后
mod-field-before = 之前
mod-field-after = 现在
mod-field-reason = 理由
mod-ask = 还没有任何改动。请确认，或保持原样。
mod-confirm = 确认
mod-drop = 保持原样
mod-dropped = 好的，一切保持原样。
mod-done = 完成。
mod-this-place = 这里
mod-warn-used = { $name } 已经用了 { $used } 首：按 { $limit } 首计算，{ DATETIME($resets_at_ms, dateStyle: "medium", timeStyle: "short") }（{ $zone }）之前没有剩余。
mod-warn-used-total = { $name } 已经用了 { $used } 首：按 { $limit } 首计算，没有剩余。
mod-warn-zero = 设为 0 就不能点歌。
mod-warn-money = 已经花了 { $used } { $currency }，所以下个周期之前没有剩余。
mod-warn-own = 有 { $people } 人有自己的额度，不受影响。
mod-warn-own-cap = 有 { $people } 人有自己的额度，不受影响；但同样受这个上限约束。
mod-warn-roles = 有 { $roles } 个身份组有自己的额度，不受影响。

# /admin quota show。
mod-show-person = { $name } 的情况
mod-show-place = 这里的规则
mod-field-limit = 额度
mod-field-set = 设定
mod-field-otherwise = 若取消它
mod-field-count = 本周期
mod-field-resets = 重置时间
mod-field-cap = 这里的歌曲上限
mod-field-money = 金额上限
mod-field-bot = 整个机器人的上限
mod-field-paid = 付费服务的上限
mod-field-block = 封禁
mod-field-request = 申请
mod-field-default = 所有人
mod-field-roles = 身份组
mod-field-people = 个人
mod-field-blocked = 被封禁
mod-field-zone = 时区
mod-field-pause = 暂停
mod-set-by = { $who } 于 { DATETIME($set_at_ms, dateStyle: "medium", timeStyle: "short") } 设定
mod-wish = 增加 { $songs } 首
mod-moved-at = { DATETIME($moved_at_ms, dateStyle: "medium", timeStyle: "short") }
mod-moved-reserve = 点了一首歌
mod-moved-refund = 退还一首：{ $why ->
    [cancelled] 已取消
    [declined] 被管理员拒绝
    [input-moderated] 文字被拒绝
    [output-moderated] 歌被音乐服务拒绝
    [unknown-outcome] 音乐服务没了回音
    [busy] 音乐服务太忙
   *[other] 没能做成
}
mod-moved-grant = { $who } 额外调整 { $songs } 首
mod-moved-reset = { $who } 重置了计数

# /admin log。
mod-log = 这里的更改记录，第 { $page } 页
mod-log-empty = 这里还没有任何更改。
mod-log-no-page = 更改没有那么多。输入 /admin log 查看最新的。
mod-log-line = { DATETIME($changed_at_ms, dateStyle: "medium", timeStyle: "short") } · { $who } · { $what }{ $about }：{ $before } → { $after }{ $said }
mod-log-about = （{ $about }）
mod-log-said = {" "}{ $said }
mod-log-more = 更早：/admin log { NUMBER($next, useGrouping: 0) }
mod-audit-quota-set = 额度
mod-audit-quota-add = 本周期加减
mod-audit-quota-reset = 重置计数
mod-audit-quota-role = 额度
mod-audit-quota-default = 所有人的额度
mod-audit-quota-server = 这里的上限
mod-audit-quota-request = 额度申请
mod-audit-block = 封禁
mod-audit-unblock = 解除封禁
mod-audit-pause = 暂停
mod-audit-resume = 结束暂停
mod-audit-settings-channels = 点歌频道
mod-audit-settings-roles = 可点歌的身份组
mod-audit-settings-provider = 首选服务
mod-audit-settings-moderator-roles = 管理员身份组
mod-audit-settings-moderator-channel = 管理员频道
mod-audit-settings-language = 语言
mod-audit-settings-time-zone = 时区
mod-audit-settings-dm-songs = 私信点歌
mod-audit-settings-pause = 暂停
mod-audit-song-deleted = 歌曲
mod-song-there = 还在
mod-song-deleted = 已删除
mod-request-approved = 已批准 { $songs } 首
mod-request-declined = 已拒绝

# /admin help。
mod-help-title = 管理员可以做什么
mod-help = 方括号里的可以不写。带空格的名字要加引号："Ann Lee"。
mod-help-set = /admin quota set 谁 数量 [周期] [理由]：设定一个人的额度
mod-help-add = /admin quota add 谁 +3 [理由]：本周期额外加几首，或写 −3 减去几首
mod-help-reset = /admin quota reset 谁 [理由]：重置计数
mod-help-role = /admin quota role 身份组 数量 [周期] [理由]：设定一个身份组的额度
mod-help-default = /admin quota default 数量 [周期] [理由]：设定这里所有人的额度
mod-help-server = /admin quota server 数量 [周期] [理由]：设定所有人合计的上限，按首数或金额，例如 20 USD
mod-help-show = /admin quota show [谁]：现在的规则和原因
mod-help-settings = /admin settings：频道、身份组、语言、时区
mod-help-block = /admin block 谁 [12h] [理由]：禁止某人点歌，时长如 30m、12h、3d、2w，不写则到解除为止
mod-help-unblock = /admin unblock 谁 [理由]：解除封禁
mod-help-pause = /admin pause [留言]、/admin pause off：暂时不让任何人点歌
mod-help-log = /admin log [页码]：谁改了什么

# /admin settings。
settings-title-songs = 设置：点歌
settings-title-moderators = 设置：管理员
settings-title-place = 设置：这里
settings-page-songs = 点歌…
settings-page-moderators = 管理员…
settings-page-place = 这里…
settings-songs-about = 每项选择立即生效。
settings-moderators-about = 管理这里的人始终是管理员。每项选择立即生效。
settings-channels = 可以点歌的频道
settings-channels-none = 所有频道
settings-roles = 可以点歌的身份组
settings-roles-none = 所有人
settings-provider = 首选的服务
settings-provider-none = 由运营者决定
settings-moderator-roles = 担任管理员的身份组
settings-moderator-roles-none = 没有其他
settings-moderator-channel = 接收申请的频道
settings-moderator-channel-none = 申请所在的频道
settings-language = 机器人的语言
settings-language-none = 各人自己的语言
settings-zone = 时区
settings-zone-about = 每天、每周、每月都从这个时区的零点开始。更改时区后，今天的计数从新的零点算起，到下一个零点重新开始。
settings-zone-other = 其他时区
settings-zone-name = 时区名称，例如 Asia/Shanghai
settings-zone-submit = 设定
settings-field-now = 这里的时间
settings-now = { DATETIME($now_at_ms, dateStyle: "medium", timeStyle: "short") }（{ $zone }），今天的计数到 { DATETIME($ends_at_ms, dateStyle: "medium", timeStyle: "short") } 为止
settings-field-pause = 点歌
settings-field-dm = 私信点歌计入这里
settings-dm-on = 让私信计入这里
settings-dm-off = 不再让私信计入这里
settings-pause = 暂停点歌
settings-pause-message = 告诉点歌的人什么
settings-pause-hint = 我们星期一回来。
settings-pause-submit = 暂停
settings-resume = 结束暂停

# 命令的问题（problem-<problem>）。没有任何改动。
problem-admin-unknown = 没有 /admin { $command }。/admin 后面可以写 { $commands }。
problem-admin-quota = /admin quota 后面可以写 { $commands }。输入 /admin help 查看各自的作用。
problem-admin-quota-unknown = 没有 /admin quota { $command }。/admin quota 后面可以写 { $commands }。
problem-admin-rest = /admin { $command } 后面的“{ $extra }”是多余的。请去掉；带空格的名字要加引号。
problem-who-missing = 请说明是谁：@用户名、加引号的名字如 "Ann Lee"，或编号。
problem-quote-open = 名字以引号开头，却没有以引号结尾。请写成 "Ann Lee" 这样。
problem-who-unknown = 机器人在这里还没有见过“{ $name }”。请检查名字，或等对方在这里给它发过消息。
problem-who-several = 这里有几个人都叫“{ $name }”。请从 { $names } 中选一个。
problem-role-missing = 请说明是哪个身份组：提及它，或写它的编号。
problem-role = “{ $word }”不是身份组。请提及它，或写它的编号。
problem-roles-none = 这里没有身份组。可以给某个人设额度，或用 /admin quota default 给所有人设额度。
problem-amount-missing = 请说明多少首：整数、unlimited（不限），或 none（取消额度）。
problem-amount-missing-add = 请说明多少首，例如 +3，或写 −3 减去几首。
problem-amount = “{ $word }”不是首数。请写 0 到 { $most } 的整数、unlimited（不限），或 none（取消额度）；带空格的名字要加引号。
problem-amount-server = “{ $word }”不是上限。请写 0 到 { $most } 的整数首数、金额如 20 { $currency }，或 none（取消上限）。
problem-amount-money = “{ $word } { $currency }”不是金额。请写成 20 { $currency } 或 12.50 { $currency }，最多 { $most }。
problem-amount-add = “{ $word }”无法相加。请写整数如 +3，或写 −3 减去几首，最多 { $most }。
problem-amount-extra = 数量和周期后面的“{ $extra }”是多余的。周期是 day、week、month 或 total；理由写在 --reason 后面。
problem-cap-currency = 这里的金额上限以 { $currency } 计，不是 { $given }。请写成 20 { $currency }。
problem-period = “{ $word }”不是周期。请从 { $periods } 中选一个，或不写以保持现有周期。
problem-duration = “{ $word }”不是时长。请写 30m、12h、3d 或 2w，最长 { $days } 天，或不写；以数字开头的理由要加引号。
problem-reason-too-long = 这段文字有 { $length } 个字符，最多 { $most } 个。请缩短一些。
problem-log-page = “{ $word }”不是页码。请写数字，例如 /admin log 2。
problem-change-oneself = 你自己的额度和封禁要由另一位管理员更改；运营者可以用 troubadour quota set 更改额度。
problem-add-unlimited = { $name } 本来就不限首数，没有可加的。请先用 /admin quota set 设定额度。
problem-reset-unused = { $name } 在本周期一首也没用，不需要重置。
problem-not-blocked = { $name } 在这里没有被封禁。
problem-not-paused = 这里没有暂停，可以正常点歌。
problem-nothing-set-person = { $name } 没有自己的额度，没有可取消的。输入 /admin quota show 查看现在的规则。
problem-nothing-set-role = 身份组 { $name } 没有额度，没有可取消的。输入 /admin quota show 查看现在的规则。
problem-nothing-set-default = 这里没有为所有人设定额度，没有可取消的。现在按运营者的规定。
problem-nothing-set-cap = 这里没有歌曲上限，没有可取消的。要取消金额上限，请在 none 后面写上它的货币。
problem-nothing-set-money = 这里没有金额上限，没有可取消的。
problem-time-zone = 没有“{ $name }”这个时区。请写 Asia/Shanghai 或 America/New_York 这样的名称。
problem-settings-ids = 不能这样选。请从菜单中选，最多 { $most } 项。
problem-settings-option = 这里不能选“{ $word }”。请从菜单中选一项。
