## Flows of more than one step: words to be sung, /song without words, /quota and asking for more

dialogue-stale = That was already done; here is how it stands now.

# Words without a command, and the form of /song.
dialogue-song-choose = What shall I do with these words?
dialogue-song-quoted = “{ $text }”
dialogue-song-write = Write a song about this
dialogue-song-exact = Sing exactly these words
dialogue-song-drop = Never mind
dialogue-song-draft = This is what I understood. Change what you like, then let me sing.
dialogue-song-about = A song about: { $text }
dialogue-song-first = Begins with “{ $line }”
dialogue-song-guessed = The file does not say how its letters are stored; I read it as { $encoding }. If the first line looks wrong, choose another reading, or save the file as UTF-8 and send it again.
dialogue-song-reading = Reads as
dialogue-song-start = Tell me what the song is about, or bring your own lyrics.
dialogue-song-ordered = Your song is on its way.
dialogue-song-dropped = All right, nothing is sung.
dialogue-song-sing = Sing
dialogue-song-edit = Edit
dialogue-song-save = Save
dialogue-open-form = Open the form
dialogue-song-form-start = A new song
dialogue-song-form-edit = Your song
dialogue-hint-about = A rainy Sunday, a friend’s birthday…
dialogue-hint-lyrics = Your own words, if you have some
dialogue-hint-style = Folk, accordion, slow
dialogue-song-sections = Sections
dialogue-song-more-sections = { $more ->
    [one] one more
   *[other] { $more } more
}
dialogue-song-language = Language
dialogue-song-length = Length
dialogue-song-lines = { $count ->
    [one] one line
   *[other] { $count } lines
}
dialogue-song-words = { $count ->
    [one] one word
   *[other] { $count } words
}
dialogue-song-characters = { $count ->
    [one] one character
   *[other] { $count } characters
}
dialogue-language-en = English
dialogue-language-zh = Chinese
dialogue-language-other = another language
dialogue-section-intro = intro
dialogue-section-verse = verse
dialogue-section-pre-chorus = pre-chorus
dialogue-section-chorus = chorus
dialogue-section-post-chorus = post-chorus
dialogue-section-hook = hook
dialogue-section-bridge = bridge
dialogue-section-inst = instrumental
dialogue-section-solo = solo
dialogue-section-interlude = interlude
dialogue-section-break = break
dialogue-section-build-up = build-up
dialogue-section-drop = drop
dialogue-section-transition = transition
dialogue-section-outro = outro
dialogue-style-any = Whatever fits
dialogue-style-pop = Pop
dialogue-style-rock = Rock
dialogue-style-folk = Folk
dialogue-style-jazz = Jazz
dialogue-style-electronic = Electronic
dialogue-style-hip-hop = Hip-hop
dialogue-style-classical = Classical
dialogue-style-lullaby = Lullaby
dialogue-style-chinese = Chinese traditional
dialogue-style-ballad = Ballad
dialogue-style-children = Children’s song
dialogue-voice-any = any voice

# What a service makes of the tags in somebody's words.
tags-changed = For { $service }: { $changes }.
tags-sung = { $tag } is sung as { $became }
tags-played = an empty { $tag } is played as { $became }
tags-left-out = an empty { $tag } is left out
tags-character = “{ $old }” becomes “{ $new }”

# Whole descriptions of songs, one for each style of the guide to Fun-Music: behind “prompt:” in the local chat.
style-folk-example = A warm folk song with acoustic guitar about an idle afternoon in a café
style-chinese-example = A song in traditional Chinese style with guzheng and bamboo flute, a farewell in a landscape like an ink painting
style-rock-example = A rock song full of energy, distorted guitar and driving drums, about being young, rebellious and free
style-ballad-example = A slow piano ballad, quiet and deep, about longing and bittersweet memories
style-hip-hop-example = An upbeat hip-hop track with a punchy 808 bass, a rap about life in the city
style-children-example = A cheerful children’s song with xylophone and hand drum, simple and catchy, that tells something about nature

# /quota.
dialogue-quota-limit = Limit
dialogue-quota-per-day = { $songs ->
    [one] one song a day
   *[other] { $songs } songs a day
}
dialogue-quota-per-week = { $songs ->
    [one] one song a week
   *[other] { $songs } songs a week
}
dialogue-quota-per-month = { $songs ->
    [one] one song a month
   *[other] { $songs } songs a month
}
dialogue-quota-per-total = { $songs ->
    [one] one song in total
   *[other] { $songs } songs in total
}
dialogue-quota-songs = { $songs ->
    [one] one song
   *[other] { $songs } songs
}
dialogue-quota-from = Set for
dialogue-quota-from-own = you
dialogue-quota-from-role = your role { $role }
dialogue-quota-from-place = everybody here
dialogue-quota-from-bot = everybody, by the operator
dialogue-quota-granted = Given on top
dialogue-quota-taken = Taken off
dialogue-quota-resets = Starts anew
dialogue-quota-resets-at = { DATETIME($resets_at_ms, dateStyle: "medium", timeStyle: "short") } { $zone }
dialogue-quota-cap-place = Everybody here together
dialogue-quota-cap-bot = The whole bot

# Asking for more, and the answer.
dialogue-quota-ask = Ask for more
dialogue-quota-send = Ask
dialogue-quota-amount = Songs
dialogue-quota-why = Why
dialogue-quota-request = A request for more songs
dialogue-quota-who = Who
dialogue-quota-now = Has now
dialogue-quota-asked = { $songs ->
    [one] One more song is asked for. A moderator will answer.
   *[other] { $songs } more songs are asked for. A moderator will answer.
}
dialogue-quota-approve = Approve
dialogue-quota-other-amount = Another amount
dialogue-quota-amount-form = How many songs?
dialogue-quota-decline = Decline
dialogue-quota-decline-form = Decline this request
dialogue-quota-your-word = A word to the member
dialogue-quota-approved = { $songs ->
    [one] { $who } approved the request: one more song.
   *[other] { $who } approved the request: { $songs } more songs.
}
dialogue-quota-declined = { $who } declined the request for more songs.
dialogue-quota-lost = Your request for more songs could not be brought to the moderators, because I can’t write where they would see it. Tell them yourself: they can give you songs with /admin quota add.
dialogue-quota-word = “{ $text }”
problem-request-amount = Write a whole number of songs from 1 to { NUMBER($most) }.
problem-request-reason-too-long = This text has { $length } characters, and { $most } fit. Shorten it.
problem-request-open = You have already asked for more songs here. Wait for the answer to that.
problem-request-nobody = Nobody is there to ask: the bot has no operator in a chat. Whoever runs it can change the limit.
problem-request-unlimited = You can already order as many songs as you like.
problem-request-own = This is your own request; somebody else has to answer it.
problem-request-blocked = { $name } has been blocked here since, so nothing was given. Decline the request, or lift the block first.
