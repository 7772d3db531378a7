## 告诉运营者的消息（alert-…）

# 整个机器人的上限：歌曲数、没有 [budget] 时付费服务的歌曲数、金额。
alert-songs-part-title = 机器人已用掉可做歌曲数的 { $percent }%
alert-songs-part-text = 全部用完后会拒绝点歌，直到重新计数。想放宽，请调高 [budget] 中的 songs 并重启机器人。
alert-songs-full-title = 机器人可做的歌已全部做完
alert-songs-full-text = 重新计数之前会拒绝点歌。想放宽，请调高 [budget] 中的 songs 并重启机器人。
alert-paid-part-title = 付费服务合计已用掉可做歌曲数的 { $percent }%
alert-paid-part-text = 全部用完后，付费服务会拒绝点歌，直到重新计数。想自己决定机器人能做多少、花多少，请在 [budget] 中设置 songs 或 money 并重启机器人。
alert-paid-full-title = 付费服务合计可做的歌已全部做完
alert-paid-full-text = 重新计数之前，付费服务会拒绝点歌。想自己决定机器人能做多少、花多少，请在 [budget] 中设置 songs 或 money 并重启机器人。
alert-money-part-title = 机器人已花掉预算的 { $percent }%
alert-money-part-text = 余额不够再做一首时会拒绝点歌，直到重新计数。想放宽，请调高 [budget] 中的 money 并重启机器人。
alert-money-full-title = 机器人的预算已用完
alert-money-full-text = 余额不够再做一首，因此重新计数之前会拒绝点歌。想放宽，请调高 [budget] 中的 money 并重启机器人。
alert-label-used = 已用
alert-used-songs = { $period ->
    [day] 今天
    [week] 本周
    [month] 本月
   *[total] 总计
} { $used } / { $cap } 首
alert-used-money = { $period ->
    [day] 今天
    [week] 本周
    [month] 本月
   *[total] 总计
} { $used } / { $cap } { $currency }
alert-label-resets = 重置时间
alert-resets = { DATETIME($resets_at_ms, dateStyle: "medium", timeStyle: "short") }（{ $zone }）

# 各项服务的账户。
alert-service-balance-title = { $service } 的账户余额已用完
alert-service-balance-text = 给 [providers.{ $name }] 中密钥所属的账户充值之前，它不会做歌。
alert-service-key-title = { $service } 拒绝了密钥
alert-service-key-text = 请在 [providers.{ $name }] 的 api_key 或对应的环境变量中填入有效的密钥并重启机器人，在此之前它不会做歌。
alert-service-not-enabled-title = { $service } 不允许这个账户使用它的模型
alert-service-not-enabled-text = 请在密钥所属的账户中开通这个模型，或在 [providers.{ $name }] 中换一个模型。
alert-service-resting-title = { $service } 接连出错，暂停使用
alert-service-resting-text = 一分钟之内不会再给它点歌，如果继续出错，最长会暂停一刻钟，之后先用一首歌试试。原因写在日志里。如果一直没有恢复，请检查 [providers.{ $name }] 中的 base_url 和这项服务的状态页。
alert-service-once = 如果还有其他服务，点歌会转给它们。在它恢复应答之前，不会再次提醒你。

# A chat that will not have the bot until somebody mends it.
alert-chat-off = { $chat ->
    [discord] Discord 已停用
    [telegram] Telegram 已停用
   *[web] 本地聊天已停用
}
