## What the operator is told (alert-…)

# Caps of the whole bot: songs, songs of paid services until there is a [budget], money.
alert-songs-part-title = ボットの曲数が上限の{ $percent }%に達しました
alert-songs-part-text = 上限に達すると、次のリセットまで新しい依頼を断ります。もっと作れるようにするには、[budget] の songs を増やしてボットを再起動してください。
alert-songs-full-title = ボットの曲数が上限に達しました
alert-songs-full-text = 次のリセットまで新しい依頼を断ります。もっと作れるようにするには、[budget] の songs を増やしてボットを再起動してください。
alert-paid-part-title = 有料サービスの曲数が、全体の上限の{ $percent }%に達しました
alert-paid-part-text = 上限に達すると、有料サービスへの依頼は次のリセットまで断ります。曲数や金額の上限を自分で決めるには、[budget] の songs か money を設定してボットを再起動してください。
alert-paid-full-title = 有料サービスの曲数が、全体の上限に達しました
alert-paid-full-text = 有料サービスへの依頼は次のリセットまで断ります。曲数や金額の上限を自分で決めるには、[budget] の songs か money を設定してボットを再起動してください。
alert-money-part-title = ボットの利用額が上限の{ $percent }%に達しました
alert-money-part-text = 残りの金額で1曲も作れなくなると、次のリセットまで新しい依頼を断ります。もっと使えるようにするには、[budget] の money を増やしてボットを再起動してください。
alert-money-full-title = ボットの予算を使い切りました
alert-money-full-text = 残りの金額ではもう1曲も作れないため、次のリセットまで新しい依頼を断ります。もっと使えるようにするには、[budget] の money を増やしてボットを再起動してください。
alert-label-used = 使用状況
alert-used-songs = { $period ->
    [day] 今日
    [week] 今週
    [month] 今月
   *[total] 通算
}は{ $cap }曲中{ $used }曲
alert-used-money = { $period ->
    [day] 今日
    [week] 今週
    [month] 今月
   *[total] 通算
}は { $cap } { $currency } 中 { $used } { $currency }
alert-label-resets = 次のリセット
alert-resets = { DATETIME($resets_at_ms, dateStyle: "medium", timeStyle: "short") } { $zone }

# Accounts with the services.
alert-service-balance-title = { $service } のアカウントの残高がありません
alert-service-balance-text = [providers.{ $name }] のキーが属するアカウントに入金されるまで、このサービスでは曲を作れません。
alert-service-key-title = { $service } にキーを拒否されました
alert-service-key-text = [providers.{ $name }] の api_key か対応する環境変数に有効なキーを設定し、ボットを再起動するまで、このサービスでは曲を作れません。
alert-service-not-enabled-title = { $service } のこのアカウントでは、モデルを使えません
alert-service-not-enabled-text = キーが属するアカウントでモデルを有効にするか、[providers.{ $name }] に別のモデルを設定してください。
alert-service-resting-title = { $service } で失敗が続いているため、休ませています
alert-service-resting-text = 1分間、失敗が続けば最長15分間は依頼を送らず、そのあと1件だけ試します。理由はログにあります。回復しない場合は、[providers.{ $name }] の base_url とサービスの稼働状況を確認してください。
alert-service-once = 依頼は、使えるほかのサービスに回します。このサービスが再び応答するまで、同じお知らせは送りません。

# A chat that will not have the bot until somebody mends it.
alert-chat-off = { $chat ->
    [discord] Discordが使えません
    [telegram] Telegramが使えません
   *[web] ローカルチャットが使えません
}
