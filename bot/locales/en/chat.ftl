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
chat-left-sentence = { $left }.
# Between two sentences.
chat-between-sentences = {" "}

# A receipt and its progress.
chat-receipt = Got it. Your song is on its way.
chat-row-prompt = About
chat-row-lyrics = Your words
chat-row-tags = Tags
chat-row-title = Title
chat-row-style = Style
chat-row-avoid = Without
chat-row-voice = Voice
chat-row-service = Made by
chat-row-left = Quota
chat-field = { $label }: { $value }
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
chat-usual = usually about { $usual }

# What came between an order and its service.
status-moved = Moved to { $to }: { $from } could not take it.
status-busy = { $service } has no room just now; your song keeps its place and is sent again.

# A finished song, and news of one that ended without.
chat-song-service = made by { $service }
chat-song-ai = AI generated
chat-song-instrumental = instrumental
chat-song-track = part { $n } of { $tracks }
chat-song-lyrics = { $lines ->
    [one] Lyrics, { $lines } line
   *[other] Lyrics, { $lines } lines
}
chat-song-removed = The song that was here was removed.
chat-song-untitled = Untitled song
chat-words-attached = The words are longer than a message can be: the whole of them is in { $file }.
chat-whole-text = The whole text is in { $file }.
chat-notice-refunded = Nothing was charged.
chat-notice-kept = Your song is made, but it couldn't be brought here. It is kept for you: type /songs to get it.
chat-notice-declined = A moderator declined this song.
chat-notice-cancelled = The song was cancelled.
chat-perhaps-again = I was interrupted while I was posting this, so it may stand here twice.
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

# /help and /start.
chat-start = Hello! I make whole songs, words and music. Tell me what yours is about, or bring your own lyrics.
chat-help = Tell me what your song is about, or paste your own lyrics, and I'll make the whole song. These are the commands:
chat-help-song = Make a song. Options: prompt, lyrics, file, style, avoid, title, voice, instrumental
chat-help-songs = Your songs, to hear them again
chat-help-quota = How many songs you have left
chat-help-cancel = Cancel a song that is still waiting
chat-help-help = This list
chat-help-start = A first song
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
chat-ui-welcome-more = Say what the song is about, or bring your own lyrics, pasted or as a file. Start with one of these:
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
chat-ui-listen-live = Listen while it is made
chat-ui-live-player = The song while it is made, player
chat-ui-sending = Sending…
chat-ui-waiting = Will be sent when the bot is back
chat-ui-refused = Not sent
chat-ui-edit = Put it back into the input
chat-ui-away = The bot is away. What you write is kept here and sent when it is back.
chat-ui-back = The bot is back.
chat-ui-too-long = This message is too long. Up to { NUMBER($most) } bytes fit into one.
chat-ui-code = Code { $code }
chat-ui-newest = Newest messages

# Between several things that are said of somebody in a row, such as a limit and what is left of it.
chat-between = ,{" "}

## What can be done with songs

songs-line = { $title } – { DATETIME($created_at_ms, dateStyle: "medium") }, { $service }
songs-line-state = { $title } – { DATETIME($created_at_ms, dateStyle: "medium") }, { $service }: { $state }
songs-pick = Pick a song
songs-post = Post again
songs-send = Send it here
songs-again = Again
songs-edit = Edit and sing
songs-delete = Delete
songs-words = Lyrics file
songs-fetch = Get it
songs-keep = Keep it
songs-recent = Your own
songs-really-delete = Delete “{ $title }” for good? Its file, its words and its posts go. What it cost stays counted.
songs-delete-really = Delete this song for good? Its file, its words and its posts go. What it cost stays counted.
songs-fetching = I'm getting your song.
songs-sent = The song is on its way.
songs-posted = The song is posted again in a moment.
songs-deleted = Deleted. Its posts are taken down in a moment.
problem-song-without-words = This song has no words that the bot knows.
