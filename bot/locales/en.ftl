### Sentences in English. Ids are grouped by who says them.

## The chat: receipts, progress, songs, commands

# What is left. $when is one of period-….
period-day = today
period-week = this week
period-month = this month
period-total = in total
chat-left = { $left ->
    [0] No more songs { $when }
    [one] { $left } of { $limit } songs left { $when }
   *[other] { $left } of { $limit } songs left { $when }
}
chat-left-unlimited = As many songs as you like
chat-quota = { $left ->
    [0] You have used all your songs { $when }.
    [one] You have { $left } song left { $when }, of { $limit }.
   *[other] You have { $left } songs left { $when }, of { $limit }.
}
chat-quota-unlimited = You may make as many songs as you like.
chat-quota-resets = The count starts anew on { DATETIME($resets_at_ms, dateStyle: "medium", timeStyle: "short") } UTC.
chat-quota-budget = { $left ->
    [0] The whole bot has no songs left { $when }.
    [one] The whole bot has { $left } song left { $when }.
   *[other] The whole bot has { $left } songs left { $when }.
}

# A receipt and its progress.
chat-receipt = Got it. Your song is on its way.
chat-row-prompt = About
chat-row-lyrics = Your words
chat-row-title = Title
chat-row-style = Style
chat-row-avoid = Without
chat-row-voice = Voice
chat-row-service = Made by
chat-row-left = Quota
chat-lyrics-summary = { $lines ->
    [one] “{ $first }”
   *[other] “{ $first }” and { $more ->
        [one] one more line
       *[other] { $more } more lines
    }
}
chat-voice-female = female
chat-voice-male = male
chat-voice-none = none, instrumental
chat-line = { $line ->
    [1] Next in line
   *[other] Number { $line } in line
}
stage-writing = Writing the words
stage-composing = Composing the music
stage-singing = Singing
stage-saving = Saving the song
stage-posting = Bringing it here
chat-state-held = Waiting for a moderator to say yes
chat-state-queued = Waiting for its turn
chat-state-running = Getting the band together
chat-state-delivering = Bringing it here
chat-state-kept = Ready, and kept for you
chat-state-done = Your song is ready. It took { $time }.
chat-state-failed = No song came of this one.
chat-state-cancelled = Cancelled. Nothing was charged.
chat-state-declined = A moderator declined this one. Nothing was charged.

# A finished song, and news of one that ended without.
chat-song-service = made by { $service }
chat-song-ai = AI generated
chat-song-instrumental = instrumental
chat-song-track = part { $n } of { $tracks }
chat-song-lyrics = { $lines ->
    [one] Lyrics, { $lines } line
   *[other] Lyrics, { $lines } lines
}
chat-song-untitled = Untitled song
chat-notice-refunded = Nothing was charged.
chat-notice-kept = Your song is made, but it couldn't be brought here. It is kept for you: type /songs to get it.
chat-notice-declined = A moderator declined this song.
chat-notice-cancelled = The song was cancelled.
chat-try-again = Try again

# /cancel, with what is left after it.
cancel-cancelled = Cancelled. Nothing was charged.
cancel-nothing = There is no song of yours to cancel right now.
cancel-singing = This song is already being sung, so it can't be stopped any more. You will have it soon.
cancel-posting = This song is already made and on its way to you.

# /songs.
chat-songs = Your songs
chat-songs-page = Your songs, page { $page } of { $pages }
chat-songs-none = You have no songs yet. Make your first one:
chat-songs-newer = Newer
chat-songs-older = Older
chat-songs-pages = There is no page { $page }. Your songs fill { $pages ->
    [one] one page
   *[other] { $pages } pages
}.
chat-songs-number = After /songs comes the number of a page, as in /songs 2.
chat-songs-gone = file no longer kept
chat-songs-state-held = waits for a moderator
chat-songs-state-queued = waiting
chat-songs-state-running = being made
chat-songs-state-delivering = on its way
chat-songs-state-kept = kept for you
chat-songs-state-failed = no song
chat-songs-state-cancelled = cancelled
chat-songs-state-declined = declined

# /help, /start and text that is no order.
chat-start = Hello! I make whole songs, words and music. Tell me what yours is about, or bring your own lyrics.
chat-help = Tell me what your song is about, or paste your own lyrics, and I'll make the whole song. These are the commands:
chat-help-song = Make a song. Options: prompt, lyrics, style, avoid, title, voice, instrumental
chat-help-songs = Your songs, to hear them again
chat-help-quota = How many songs you have left
chat-help-cancel = Cancel a song that is still waiting
chat-help-help = This list
chat-help-start = A first song
chat-song-empty = What should the song be about? Write it after /song, or paste your own lyrics there. For example:
chat-free-text = To make a song of something, put /song in front of it. For example:
chat-unknown-command = I don't know /{ $command }. I do know { $commands }.
chat-example-shanty = A sea shanty about debugging
chat-example-shanty-text = /song prompt: a sea shanty about debugging style: folk
chat-example-lyrics = Your own words, with verse and chorus
chat-example-lyrics-text = /song style: warm acoustic pop
    {"["}verse]
    The kettle hums, the morning's slow
    A paper bird in the window's glow
    {"["}chorus]
    Stay a while, stay a while
    The whole wide world can wait a mile
chat-example-cafe = A warm folk song about a café
chat-example-cafe-text = /song prompt: a warm folk song about a café

# The page around the messages. Words in braces are filled in by the page.
chat-ui-title = Troubadour
chat-ui-tagline = makes whole songs
chat-ui-log = Conversation
chat-ui-input = Message
chat-ui-placeholder = /song and what it is about…
chat-ui-send = Send
chat-ui-hint = Enter sends, Shift + Enter starts a new line
chat-ui-commands = Commands
chat-ui-welcome = What shall I sing for you?
chat-ui-welcome-more = Say what the song is about, or paste your own lyrics. Start with one of these:
chat-ui-older = Show older messages
chat-ui-you = You
chat-ui-bot = Troubadour
chat-ui-cancel = Cancel
chat-ui-cancel-song = Cancel this song
chat-ui-download = Download
chat-ui-download-song = Download “{ $title }”
chat-ui-play-song = “{ $title }”, player
chat-ui-progress = Progress of your song
chat-ui-elapsed = { $elapsed }, usually about { $usual }
chat-ui-audio-gone = This file can't be played. It may no longer be kept.
chat-ui-sending = Sending…
chat-ui-waiting = Will be sent when the bot is back
chat-ui-refused = Not sent
chat-ui-edit = Put it back into the input
chat-ui-away = The bot is away. What you write is kept here and sent when it is back.
chat-ui-back = The bot is back.
chat-ui-too-long = This message is too long. Up to { NUMBER($most) } bytes fit into one.
chat-ui-code = Code { $code }
chat-ui-newest = Newest messages

## Refusals and failures (error-<code>, problem-<problem>)

# What went wrong on our side.
error-internal = Something went wrong on our side. Please try again, and if it happens again, tell the operator.
error-storage = I couldn't write that down just now; the disk may be full. Please try again in a moment.

# An order that can't be taken as it is. Nothing was charged.
error-refused = That can't be done as asked. Type /help to see what can.
error-invalid = Something in this order doesn't fit. Type /help to see what an order looks like.
error-quota-exceeded = { $limit ->
    [0] You have no songs here. Ask the operator for some.
   *[other] { $period ->
        [day] You have used { $limit ->
            [one] your song
           *[other] all { $limit } of your songs
        } for today. You can order again from { DATETIME($resets_at_ms, dateStyle: "medium", timeStyle: "short") } UTC.
        [week] You have used { $limit ->
            [one] your song
           *[other] all { $limit } of your songs
        } for this week. You can order again from { DATETIME($resets_at_ms, dateStyle: "medium", timeStyle: "short") } UTC.
        [month] You have used { $limit ->
            [one] your song
           *[other] all { $limit } of your songs
        } for this month. You can order again from { DATETIME($resets_at_ms, dateStyle: "medium", timeStyle: "short") } UTC.
       *[total] You have used { $limit ->
            [one] your only song
           *[other] all { $limit } of your songs
        }. Ask the operator for more.
    }
}
error-budget-exceeded = { $period ->
    [total] The whole bot has made all the songs it may make. Its operator can allow more.
   *[other] The whole bot has made all the songs it may make for now. You can order again from { DATETIME($resets_at_ms, dateStyle: "medium", timeStyle: "short") } UTC.
}
error-too-many-waiting = { $limit ->
    [one] A song of yours is already waiting. Order the next one when it is done, or cancel it with /cancel.
   *[other] You already have { $limit } songs waiting. Order the next one when one of them is done, or cancel one with /cancel.
}
error-no-service = No service that is switched on can make this song. Try a shorter order in English or Chinese, or leave out “provider”.
error-storage-full = There is no room left for another song. Ask the operator to make some.

# What a music service or a chat said.
error-provider = The music service couldn't make this song. Try again, or change the order a little.
error-bad-request = { $field ->
    [prompt] The music service didn't take the description. Say it in other words, or make it shorter.
    [lyrics] The music service didn't take the lyrics. Make them shorter or simpler and order again.
    [style] The music service didn't take the style. Describe it in a few plain words.
    [title] The music service didn't take the title. Choose a shorter one, or leave it out.
   *[other] The music service didn't take the order as it is. Change a few words and order again.
}
error-input-moderated = The music service refuses these words for their content. Change them and order again.
error-output-moderated = The music service refused the song it had just made. Change the words a little and order again.
error-service-unavailable = The music service can't be used right now; its operator has to look after it. Try again later, or name another one with “provider”.
error-busy = The music service was too busy to take the song. Try again in a few minutes.
error-unknown-outcome = The music service fell silent, and I can't tell whether it sang. You have your song back in your quota, so you can order it again.
error-result-expired = The song was made, but the music service no longer hands it out. Please order it again.
error-platform = The song couldn't be posted.
error-delivery-unavailable = The song couldn't be posted just now. I'll try again.
error-delivery-unknown = I can't tell yet whether the song arrived. I'll look and post it if it didn't.
error-place-gone = The song couldn't be posted, because I can't write in that chat any more.
error-stopped-too-often = The bot was stopped again and again while it made this song, so I gave it up. Please order it again.
error-kept-expired = A song that was kept for you was not fetched in time, and its file is gone. You can order it again.
error-bad-audio = The music service sent something that can't be played. Please order the song again.
error-took-too-long = The song took too long, so I stopped waiting. Please order it again.

# What a page of the local chat is refused.
error-web-host = This address doesn't lead to the chat. Open the address that the bot printed when it started.
error-web-site = Another site asked for this, so it was refused. Open the chat at its own address.
error-web-session = Open the chat with the address that the bot printed when it started; it holds the key.
error-web-json = This request is not in the form that the chat's page sends. Reload the page and try again.
error-web-too-large = This message is too long for the chat. Shorten it and send it again.
error-web-not-found = There is nothing at this address. The chat is on the first page.
error-web-no-track = This song's file is no longer kept.
error-web-empty = This message is empty. Write something and send it again.

# What is wrong with an order (problem-<problem>).
problem-option-twice = “{ $option }” stands in this order twice. Keep one of them.
problem-option-choice = “{ $option }” can be { $choices }. Choose one of them.
problem-option-flag = “{ $option }” is answered with yes or no.
problem-nothing-to-sing = There is nothing to sing yet. Say what the song is about, or write its lyrics.
problem-only-tags = These lyrics have sections but no words in them. Write some lines below the tags, or add “instrumental: yes”.
problem-prompt-too-long = The description has { $length } { $unit ->
    [words] words
   *[characters] characters
}, and { $most } fit. Shorten it and order again.
problem-prompt-too-short = The description is too short: it needs at least { $least } { $unit ->
    [words] words
   *[characters] characters
}. Say a little more about the song.
problem-lyrics-too-long = The lyrics have { $length } { $unit ->
    [words] words
   *[characters] characters
}, and { $most } fit. Leave out a verse and order again.
problem-lyrics-too-short = The lyrics are too short for a song. Add a few lines and order again.
problem-language-not-sung = { $service } can't sing in the language of these lyrics. Name another service with “provider”, or write them in another language.
problem-style-too-long = The style is too long: { $most } characters fit. A few words are enough, like “folk, accordion, slow”.
problem-avoid-too-long = What to avoid is too long: { $most } characters fit. Name it in a few words.
problem-title-too-long = The title is too long: { $most } characters fit. Choose a shorter one.
problem-no-such-service = There is no service called “{ $name }” here. You can choose { $names }, or leave “provider” out.

## The command line: run, check, init, song

# Why the bot can't start. Paths and addresses stand as they were given.
startup-config = { $problems ->
    [one] There is a problem in the configuration:
   *[other] There are { $problems } problems in the configuration:
}
startup-data-locked = Another bot is running on { $path }. Stop it first, or set another folder with TROUBADOUR_DATA_DIR.
startup-data-unwritable = The folder { $path } can't be written. Give the bot's user the right to, or set another folder with TROUBADOUR_DATA_DIR.
startup-database-newer = The database { $path } is from a newer version of Troubadour. Install that version, or set another folder with TROUBADOUR_DATA_DIR.
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
cli-help-health = tell by the exit code whether the bot of this data folder is well
cli-help-init = write a commented config.toml by asking
cli-help-yes = ask nothing and take the defaults; a file that is there stays as it is
cli-help-song = make one song and write it to a file
cli-help-prompt = what the song is about
cli-help-output = the file, or the folder, to write to; a name that ends in .wav gets WAV
cli-help-lyrics-file = a text file with your own words
cli-help-style = how it should sound: folk, synth pop, slow waltz
cli-help-avoid = what it should not sound like
cli-help-voice = who sings
cli-help-instrumental = no voice
cli-help-provider = the service to make it
cli-help-title = the title of the song
cli-ready = The local chat is at { $address }
cli-no-platform = The local chat is off, and this version has no other: set enabled = true in [web].
cli-discord-missing = To bring it to Discord, set DISCORD_TOKEN, or token in [discord]: this version does not use it yet.
cli-discord-later = The token for Discord is set, but this version does not use it yet.
cli-telegram-missing = To bring it to Telegram, set TELEGRAM_TOKEN, or token in [telegram]: this version does not use it yet.
cli-telegram-later = The token for Telegram is set, but this version does not use it yet.
cli-stopping = Stopping. Songs that can't be taken up again are waited for; press Ctrl-C again to stop at once.
cli-waiting = Waiting for its turn
cli-song-saved = { $path }, { $length }, made by { $service }
cli-cannot-cancel = The song is under way and can't be cancelled any more.
cli-lyrics-file-unreadable = { $path } can't be read: check that it is a file and that you may read it.
cli-lyrics-file-encoding = { $path } is not in UTF-8: save it as UTF-8.

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
check-no-chat = The local chat is off, and this version has no other: set enabled = true in [web].
check-chat-not-yet = { $chat } has a token, but this version can't use it yet: use the local chat, or install a newer version.
check-chats-none = Discord and Telegram are not in this version: songs are made in the local chat.
check-service-on = The service { $service } is on.
check-service-off = The service { $service } is off: to turn it on, set enabled = true in [providers.{ $service }].
check-service-without-key = The service { $service } is off: to turn it on, set { $variable }, or api_key in [providers.{ $service }].
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

# `init` asks. In brackets stands what an empty answer means.
init-welcome = A few questions, and { $path } is written. An empty answer takes what stands in brackets.
init-ask-data-dir = Folder for songs and database
init-ask-web-port = Port of the local chat
init-ask-quota-songs = Songs for everybody in a period, a number or unlimited
init-ask-quota-period = The period: day, week, month, or total
init-ask-discord-token = Discord token, for a later version; it stays invisible
init-ask-telegram-token = Telegram token, for a later version; it stays invisible
init-none = none
init-ask-overwrite = There is { $path } already. Write it anew, and lose what is in it? y or n
init-yes = y yes
init-no = n
init-exists = There is { $path } already, and it stays as it is. Move it away, or type troubadour init to be asked.
init-nothing-written = Nothing was written.
init-unwritable = { $path } can't be written: check that its folder is there and that you may write to it.
init-written = { $path } is written, for your eyes only. See troubadour check, then start with troubadour run.

## Configuration problems (config-<problem>)

# Each follows the path of a key and a colon: “web.port: must be …”.
config-file-missing = there is no such file
config-file-unreadable = the file can't be read: check that it is a file and that you may read it
config-file-encoding = the file is not in UTF-8: save it as UTF-8
config-syntax = line { $line } can't be read: text stands in quotes, and each line is of the form key = value
config-syntax-end = the file ends too early or can't be read: look for a quote or a bracket that is not closed
config-unknown-key = there is no such key
config-unknown-key-like = there is no such key; did you mean { $suggestion }?
config-unknown-service = this version has no such service; it has { $services }
config-missing = is needed
config-empty = must not be empty
config-invalid = can't be used as it is
config-section = must be a section: a line with [{ $section }], and its keys on the lines below
config-text = must be text in quotes
config-list = must be a list of texts: ["one", "two"]
config-true-false = must be true or false, without quotes
config-choice = must be one of { $choices }
config-whole-number = must be a whole number
config-whole-number-range = must be a whole number from { $least } to { $most }
config-number = must be a number
config-number-range = must be a number from { $least } to { $most }
config-songs = must be a whole number from 0 to { $most }, or "unlimited"
config-folder = must name a folder
config-token = must be one word without spaces: copy it once more
config-url = must be an address that begins with https:// or http://
config-socket-url = must be an address that begins with wss:// or ws://
