## What the operator is told (alert-…)

# Caps of the whole bot: songs, songs of paid services until there is a [budget], money.
alert-songs-part-title = The bot has made { $percent } % of the songs it may make
alert-songs-part-text = When all of them are made, orders are refused until the count starts anew. To allow more, raise songs in [budget] and restart the bot.
alert-songs-full-title = The bot has made all the songs it may make
alert-songs-full-text = Orders are refused until the count starts anew. To allow more, raise songs in [budget] and restart the bot.
alert-paid-part-title = Paid services have made { $percent } % of the songs they may make together
alert-paid-part-text = When all of them are made, their orders are refused until the count starts anew. To decide for yourself what the bot may make or spend, set songs or money in [budget] and restart it.
alert-paid-full-title = Paid services have made all the songs they may make together
alert-paid-full-text = Their orders are refused until the count starts anew. To decide for yourself what the bot may make or spend, set songs or money in [budget] and restart it.
alert-money-part-title = The bot has spent { $percent } % of its money
alert-money-part-text = When what is left does not reach for a song, orders are refused until the count starts anew. To allow more, raise money in [budget] and restart the bot.
alert-money-full-title = The bot's money is used up
alert-money-full-text = What is left does not reach for another song, so orders are refused until the count starts anew. To allow more, raise money in [budget] and restart the bot.
alert-label-used = Used
alert-used-songs = { $used } of { $cap } songs { $period ->
    [day] today
    [week] this week
    [month] this month
   *[total] in total
}
alert-used-money = { $used } of { $cap } { $currency } { $period ->
    [day] today
    [week] this week
    [month] this month
   *[total] in total
}
alert-label-resets = Starts anew
alert-resets = { DATETIME($resets_at_ms, dateStyle: "medium", timeStyle: "short") } { $zone }

# Accounts with the services.
alert-service-balance-title = The account with { $service } is empty
alert-service-balance-text = It makes no songs until there is money on the account that the key in [providers.{ $name }] belongs to.
alert-service-key-title = { $service } refuses the key
alert-service-key-text = It makes no songs until api_key in [providers.{ $name }], or the variable for it, holds a key that is valid, and the bot is restarted.
alert-service-not-enabled-title = { $service } does not let this account use its model
alert-service-not-enabled-text = Turn the model on in the account that the key belongs to, or set another one in [providers.{ $name }].
alert-service-resting-title = { $service } keeps failing and is rested
alert-service-resting-text = It gets no orders for a minute, or up to a quarter of an hour if it goes on, and is then tried with one. The reasons are in the log. If it does not come back, look at base_url in [providers.{ $name }] and at the status page of the service.
alert-service-once = Orders go to other services where there are any. You are not told again until it has answered.

# A chat that will not have the bot until somebody mends it.
alert-chat-off = { $chat ->
    [discord] Discord is off
    [telegram] Telegram is off
   *[web] The local chat is off
}
