## The command line: run, check, init, song

# Why the bot can't start. Paths and addresses stand as they were given.
startup-config = { $problems ->
    [one] There is a problem in the configuration:
   *[other] There are { $problems } problems in the configuration:
}
startup-data-locked = Another bot is running on { $path }. Stop it first, or set another folder with TROUBADOUR_DATA_DIR.
startup-data-unwritable = The folder { $path } can't be written. Give the bot's user the right to, or set another folder with TROUBADOUR_DATA_DIR.
startup-database-newer = The database { $path } is from a newer version of Troubadour. Install that version, or set another folder with TROUBADOUR_DATA_DIR.
startup-database-older = The database { $path } is from an older version of Troubadour. Start the bot once with troubadour run, which brings it up to date.
startup-database-unreadable = The database { $path } can't be read: it is damaged or not a database. Put a backup in its place, or move it away to start anew.
startup-disk-full = The disk has no room for { $path }. Free some, or set another folder with TROUBADOUR_DATA_DIR.
startup-migration-failed = The migration { $name } could not be applied; the database is as it was, and a copy of it lies beside it. Go back to the version before, and report this.
startup-migration-changed = The migration { $name } is not the one that was applied to this database. Install Troubadour anew, from an unchanged release.
startup-web-port-busy = Another program already uses port { NUMBER($port, useGrouping: 0) } of { $host }. Stop it, or set another port with TROUBADOUR_WEB_PORT.
startup-web-address = The local chat can't listen at { $host }, port { NUMBER($port, useGrouping: 0) }. Set an address of this machine with TROUBADOUR_WEB_HOST, 127.0.0.1 for one.

startup-not-running = No bot has run on this data folder yet. Start it with troubadour run.
startup-not-well = The bot of this data folder does not answer. Look into its log, and start it anew with troubadour run.

# What the program says about itself: --help, and what `run` and `song` print.
cli-help = A bot for Discord and Telegram that makes whole songs. Without any configuration it is a chat in your browser: troubadour run
cli-help-config = the configuration file; else TROUBADOUR_CONFIG, else ./config.toml if it is there
cli-help-run = run the bot
cli-help-check = say what is configured, what is missing and what would go wrong
cli-help-stats = say what was sung and what it cost, also beside a running bot
cli-help-health = tell by the exit code whether the bot of this data folder is well
cli-help-init = write a commented config.toml by asking
cli-help-yes = ask nothing and take the defaults; a file that is there stays as it is
cli-help-song = make one song and write it to a file
cli-help-prompt = what the song is about
cli-help-output = the file, or the folder, to write to; a name that ends in .wav gets WAV
cli-help-lyrics-file = a text, Markdown or LRC file with your own words
cli-help-encoding = how the letters of the lyrics file are stored, where it does not say so itself: gb18030, big5, shift_jis or windows-1252
cli-help-style = how it should sound: folk, synth pop, slow waltz
cli-help-avoid = what it should not sound like
cli-help-voice = who sings
cli-help-instrumental = no voice
cli-help-provider = the service to make it
cli-help-title = the title of the song
cli-stats-none = No bot has run on { $path } yet, so there is nothing to count.
cli-stats-today = Today
cli-stats-month = This month
cli-stats-total = In all
cli-stats-songs = Songs
cli-stats-failed = Failed
cli-stats-refunded = Given back
cli-stats-open = Open orders: { $orders }
cli-stats-by-service = Made by
cli-stats-by-place = Made in
cli-stats-private = direct messages and the local chat
cli-stats-cap-songs = Songs: { $used } of { $cap } { $period ->
    [day] today
    [week] this week
    [month] this month
   *[total] in total
}, { $left } left.
cli-stats-cap-paid = Songs of paid services: { $used } of { $cap } { $period ->
    [day] today
    [week] this week
    [month] this month
   *[total] in total
}, { $left } left.
cli-stats-cap-money = Money: { $used } of { $cap } { $currency } { $period ->
    [day] today
    [week] this week
    [month] this month
   *[total] in total
}, { $left } left.
cli-stats-money = Taken by services: { $amount } { $currency } { $period ->
    [day] today
    [week] this week
    [month] this month
   *[total] in total
}.
cli-ready = The local chat is at { $address }
cli-no-platform = The bot is in no chat: set enabled = true in [web] for the local one, DISCORD_TOKEN for Discord, or TELEGRAM_TOKEN for Telegram.
cli-discord-missing = To bring it to Discord, set DISCORD_TOKEN, or token in [discord]; docs/discord.md shows how.
cli-telegram-missing = To bring it to Telegram, set TELEGRAM_TOKEN, or token in [telegram]; docs/telegram.md shows how.
cli-stopping = Stopping. Songs that can't be taken up again are waited for; press Ctrl-C again to stop at once.
cli-waiting = Waiting for its turn
cli-song-saved = { $path }, { $length }, made by { $service }
cli-cannot-cancel = The song is under way and can't be cancelled any more.
cli-lyrics-file-unreadable = { $path } can't be read: check that it is a file and that you may read it.
cli-lyrics-guessed = { $path } does not say how its letters are stored. Read as { $encoding }, it says “{ $line }”.
cli-lyrics-reading = Read as { $encoding }, it says “{ $line }”.
cli-lyrics-confirm = Sing it like that? [y/N]{" "}
cli-lyrics-choose = Nothing is sung yet: add --encoding { $encoding } if that is right, or save the file as UTF-8.
cli-lyrics-no-such-encoding = { $path } can't be read as { $encoding }. Choose one of { $encodings }, or leave --encoding out.

# What `check` finds: one line each, with its fix.
check-level-ok = ok
check-level-note = note
check-level-warning = warning
check-level-error = error
check-summary = { $errors ->
    [0] { $warnings ->
        [0] Nothing is wrong.
        [one] The bot can start. There is one warning.
       *[other] The bot can start. There are { $warnings } warnings.
    }
    [one] One error keeps the bot from working.
   *[other] { $errors } errors keep the bot from working.
}
check-python = Python { $version } on { $system }.
check-python-old = Python { $version } is too old: install Python 3.11 or newer.
check-mp3 = MP3 files can be written.
check-mp3-missing = MP3 files can't be written: install PyAV anew, with make install or pip install --force-reinstall av.
check-file = The configuration is { $path }.
check-file-none = There is no configuration file, so defaults hold: troubadour init writes one.
check-file-open = Others on this machine can read the secrets in { $path }: chmod 600 { $path }
check-environment = These variables are set and win over the file: { $variables }.
check-variable-unknown = The variable { $variable } is not one of the bot's: did you mean { $suggestion }?
check-data = Songs and database are kept in { $path }.
check-data-new = The folder { $path } will be made for songs and database.
check-running = A bot is running on { $path } right now.
check-disk = The disk has { $free } MB free; songs may take { $songs } MB of it.
check-disk-small = The disk has { $free } MB free, less than songs may take ({ $songs } MB) and what is to stay free ({ $keep } MB): old songs may have to go sooner, or lower [limits] disk_mb.
check-disk-full = The disk has { $free } MB free. { $keep } MB are to stay free and a song takes { $song }, so none is made: free some room, or lower [limits] keep_free_mb.
check-web = The local chat is at http://{ $host }:{ NUMBER($port, useGrouping: 0) }
check-web-any-port = The local chat takes any free port of { $host } and prints its address.
check-web-open = The local chat is open to the network, for those who have its token: put HTTPS in front of it.
check-web-open-without-token = The local chat is open to the network and no token is set: one will be made and printed in its address. To choose it, set TROUBADOUR_WEB_TOKEN.
check-port-forbidden = Port { NUMBER($port, useGrouping: 0) } of { $host } may not be used by this user: set one from 1024 on with TROUBADOUR_WEB_PORT.
check-no-chat = The bot is in no chat: set enabled = true in [web] for the local one, DISCORD_TOKEN for Discord, or TELEGRAM_TOKEN for Telegram.
check-service-on = The service { $service } is on.
check-service-off = The service { $service } is off: to turn it on, set enabled = true in [providers.{ $service }].
check-service-without-key = The service { $service } is off: to turn it on, set { $variable }, or api_key in [providers.{ $service }].
check-key-works = The key of { $service } works.
check-key-refused = The service { $service } refuses its key: set one that is valid in { $variable }, or as api_key in [providers.{ $service }].
check-key-balance = The key of { $service } works, but its account is empty: put money on it.
check-key-not-enabled = The key of { $service } works, but its account may not use the service or its model: have it enabled, or set another model or base_url in [providers.{ $service }].
check-key-unreached = The service { $service } was not reached at { $address }, so its key was not tried: check the network, and base_url in [providers.{ $service }].
check-key-untold = The service { $service } did not say whether its key works: try again later.
check-no-service = No service is on, so nothing can be sung: set enabled = true in [providers.offline].
check-order-unknown = This version has no service { $service }: take it out of [routing] order, or use one of { $services }.
check-quota = Everybody may have { $songs ->
    [one] one song
   *[other] { $songs } songs
} { $period ->
    [day] a day
    [week] a week
    [month] a month
   *[total] in total
}.
check-quota-none = Nobody may have a song: set songs in [quota] to a number or "unlimited".
check-quota-unlimited = Everybody may have as many songs as they like: to limit them, set songs in [quota].
check-budget = The whole bot may make { $songs ->
    [one] one song
   *[other] { $songs } songs
} { $period ->
    [day] a day
    [week] a week
    [month] a month
   *[total] in total
}.
check-budget-none = The whole bot may not make any song: set songs in [budget] to a number or "unlimited".
check-budget-unlimited = The whole bot may make as many songs as are asked for: to limit them, set songs in [budget].
check-budget-first = Nothing is set in [budget], so paid services may make { $songs } songs a month together: set songs or money in [budget] to decide for yourself.
check-money = The whole bot may spend { $amount } { $currency } { $period ->
    [day] a day
    [week] a week
    [month] a month
   *[total] in total
}.
check-service-unpriced = The service { $service } stays off, since nobody can tell what it costs and money is set in [budget]: set price in [providers.{ $service }].
check-service-unrated = The service { $service } stays off, since its price is in { $currency } and money is set in [budget]: set { $currency } in [budget.rates].
check-access-servers = { $servers ->
    [0] No server and no group is let in: to change that, set servers in [access].
    [one] One server or group is let in: to change that, set servers in [access].
   *[other] { $servers } servers and groups are let in: to change that, set servers in [access].
}
check-access-private = { $private ->
    [members] Direct messages are taken from people who were met in a server or group: to change that, set private in [access].
   *[nobody] Direct messages are taken from nobody: to change that, set private in [access].
}
check-access-closed = Nobody is let in, but who acts as a moderator in the local chat: set servers or private in [access].
check-rate-own = The rate for { $currency } has no effect, since that is the budget's own currency: take it out of [budget.rates].
check-operator-none = A paid service is on, and nobody is named to be told about money and keys: set discord_id or telegram_id in [operator]. The log and the local chat are told in any case.

# `init` asks. In brackets stands what an empty answer means.
init-welcome = A few questions, and { $path } is written. An empty answer takes what stands in brackets.
init-ask-data-dir = Folder for songs and database
init-ask-web-port = Port of the local chat
init-ask-quota-songs = Songs for everybody in a period, a number or unlimited
init-ask-quota-period = The period: day, week, month, or total
init-ask-key-fun-music = Key for Fun-Music, if you have one: it is made in the region Beijing at https://bailian.console.aliyun.com, where the model has to be applied for, too; it stays invisible
init-ask-key-minimax = Key for MiniMax, if you have one: it is made at https://platform.minimax.io, or for China at https://platform.minimaxi.com (then change base_url in the file, too); it stays invisible
init-ask-key-senseaudio = Key for SenseAudio, if you have one: it is made at https://senseaudio.cn; it stays invisible
init-ask-discord-token = Discord token; it stays invisible
init-ask-telegram-token = Telegram token; it stays invisible
init-none = none
init-ask-overwrite = There is { $path } already. Write it anew, and lose what is in it? y or n
init-yes = y yes
init-no = n
init-exists = There is { $path } already, and it stays as it is. Move it away, or type troubadour init to be asked.
init-nothing-written = Nothing was written.
init-unwritable = { $path } can't be written: check that its folder is there and that you may write to it.
init-written = { $path } is written, for your eyes only. See troubadour check, then start with troubadour run.

# `quota` shows and sets limits beside a running bot.
startup-no-database = No bot has run on { $path } yet, so there are no quotas in it. Start one with troubadour run.
startup-no-such-place = The bot has not been in { $place } yet. Name a place as platform:id with --place, or leave it out for direct messages and the local chat.
cli-help-quota = show or set quotas, also beside a running bot
cli-help-quota-show = explain the state of somebody, or of a whole place
cli-help-quota-set = set a limit, and print what was and what is
cli-help-quota-who = a @name or plain id; without it the whole place
cli-help-quota-whom = a @name or plain id, default for everybody, server for the whole place, or role:ID
cli-help-quota-amount = a whole number, unlimited or none, for server also 20 USD; then a period: day, week, month or total
cli-help-quota-reason = why, for the log that moderators read
cli-help-quota-place = the place, such as discord:1234; without it direct messages and the local chat
# A line of what a moderator would see in a chat.
cli-field = { $label }: { $value }

## Discord (startup-discord-…, cli-discord-…, check-discord-…)

startup-discord-token = Discord refuses the bot's token. Copy a new one from the page of the bot at https://discord.com/developers/applications to DISCORD_TOKEN, or to token in [discord], and restart the bot.
startup-discord-closed = Discord has closed the connection for good, with code { NUMBER($close_code, useGrouping: 0) }. Install the newest version of Troubadour, and restart it.
cli-discord-ready = The bot is on Discord. Add it to a server with { $link }
cli-discord-waiting = Discord is not reached, and is tried again until it is; the log will tell.
check-web-off = The local chat is off: to turn it on, set enabled = true in [web].
check-discord-on = Discord is on.
check-discord-off = Discord is off: to turn it on, set DISCORD_TOKEN, or token in [discord].
check-discord-works = Discord takes the token, which is that of { $name }. It is added to a server with { $link }
check-discord-refused = Discord refuses the token: copy a new one from the page of the bot at https://discord.com/developers/applications to DISCORD_TOKEN, or to token in [discord].
check-discord-unreached = Discord was not reached at { $address }, so its token was not tried: check the network, and base_url in [discord].
check-discord-untold = Discord did not say whether the token works: try again later.
check-discord-endpoint = The bot has an Interactions Endpoint URL, so no command would reach it: empty that field under General Information at https://discord.com/developers/applications.
check-discord-needs-view = On servers it needs View Channels: to see the channel in which it was asked.
check-discord-needs-send = On servers it needs Send Messages: to post a song, which may take longer than Discord lets an answer take.
check-discord-needs-threads = On servers it needs Send Messages in Threads: to post a song in the thread in which it was asked.
check-discord-needs-embed = On servers it needs Embed Links: to show the words below their song.
check-discord-needs-attach = On servers it needs Attach Files: to post the song itself.
check-discord-needs-history = On servers it needs Read Message History: to reply to the message that asked, and to find its own song again instead of posting it twice.

## Telegram (startup-telegram-…, cli-telegram-…, check-telegram-…)

startup-telegram-token = Telegram refuses the bot's token. Copy the right one from @BotFather (/mybots, API Token) to TELEGRAM_TOKEN, or to token in [telegram], and restart the bot.
startup-telegram-shared = Another program fetches the bot's messages on Telegram with the same token, or has them sent to a webhook, so that they don't all come here. Stop the other one, or have @BotFather make a new token; then they come again by themselves, or after a restart.
cli-telegram-ready = The bot is on Telegram. Write to it, or add it to a group: { $link }
cli-telegram-waiting = Telegram is not reached, and is tried again until it is; the log will tell.

check-telegram-on = Telegram is on.
check-telegram-off = Telegram is off: to turn it on, set TELEGRAM_TOKEN, or token in [telegram].
check-telegram-works = Telegram takes the token. The bot is at { $link }
check-telegram-refused = Telegram refuses the token: copy the right one from @BotFather (/mybots, API Token) to TELEGRAM_TOKEN, or to token in [telegram].
check-telegram-unreached = Telegram was not reached at { $address }, so its token was not tried: check the network, and base_url in [telegram].
check-telegram-untold = Telegram did not say whether the token works: try again later.
check-telegram-webhook = Another program has the bot's messages sent to a webhook at { $host }: troubadour run ends that and fetches them itself. If the other one is still needed, give this bot a token of its own.
check-telegram-privacy = Privacy mode is on, as it should be: in groups the bot is sent commands, replies to it and its buttons, which is all it needs.
check-telegram-reads-all = Privacy mode is off, so the bot is sent all that is written in its groups, which it does not need: turn it on with @BotFather (/setprivacy, Enable), and add the bot to its groups anew.
check-telegram-no-groups = The bot can't be added to groups: to allow it, send @BotFather /setjoingroups and choose Enable.
