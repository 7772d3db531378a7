## Refusals and failures (error-<code>, problem-<problem>)

# What went wrong on our side.
error-internal = Something went wrong on our side. Please try again, and if it happens again, tell the operator.
error-storage = I couldn't write that down just now; the disk may be full. Please try again in a moment.

# An order that can't be taken as it is. Nothing was charged.
error-refused = That can't be done as asked. Type /help to see what can.
error-invalid = Something in this order doesn't fit. Type /help to see what an order looks like.
error-quota-exceeded = { $limit ->
    [0] You have no songs here. Ask the moderators for some, with /quota.
   *[other] { $period ->
        [day] You have used { $limit ->
            [one] your song
           *[other] all { $limit } of your songs
        } for today. You can order again from { DATETIME($resets_at_ms, dateStyle: "medium", timeStyle: "short") } { $zone }.
        [week] You have used { $limit ->
            [one] your song
           *[other] all { $limit } of your songs
        } for this week. You can order again from { DATETIME($resets_at_ms, dateStyle: "medium", timeStyle: "short") } { $zone }.
        [month] You have used { $limit ->
            [one] your song
           *[other] all { $limit } of your songs
        } for this month. You can order again from { DATETIME($resets_at_ms, dateStyle: "medium", timeStyle: "short") } { $zone }.
       *[total] You have used { $limit ->
            [one] your only song
           *[other] all { $limit } of your songs
        }. Ask the moderators for more, with /quota.
    }
}
error-budget-exceeded = { $period ->
    [total] The whole bot has made all the songs it may make. Its operator can allow more.
   *[other] The whole bot has made all the songs it may make for now. You can order again from { DATETIME($resets_at_ms, dateStyle: "medium", timeStyle: "short") } { $zone }.
}
error-place-cap-exceeded = { $period ->
    [total] This place has made all the songs it may make. Its moderators can allow more.
   *[other] This place has made all the songs it may make for now. You can order again from { DATETIME($resets_at_ms, dateStyle: "medium", timeStyle: "short") } { $zone }.
}
error-place-money-exceeded = { $period ->
    [total] What this place may spend on songs does not reach for one more. Its moderators can allow more.
   *[other] What this place may spend on songs does not reach for one more. You can order again from { DATETIME($resets_at_ms, dateStyle: "medium", timeStyle: "short") } { $zone }.
}
error-budget-money-exceeded = { $period ->
    [total] What the whole bot may spend on songs does not reach for one more. Its operator can allow more.
   *[other] What the whole bot may spend on songs does not reach for one more. You can order again from { DATETIME($resets_at_ms, dateStyle: "medium", timeStyle: "short") } { $zone }.
}
error-unpriced = { $service } can't be used here, because nobody can tell what its songs cost. Name another service with “provider”, or ask the moderators.
error-too-many-waiting = { $limit ->
    [one] A song of yours is already waiting. Order the next one when it is done, or cancel it with /cancel.
   *[other] You already have { $limit } songs waiting. Order the next one when one of them is done, or cancel one with /cancel.
}
error-none-takes = No service can make this song as it is ordered.
reason-of = { $service }: { $reason }
error-no-service = No service that is switched on can make this song. Try a shorter order in English or Chinese, or leave out “provider”.
error-storage-full = There is no room left for another song. Ask the operator to make some.

# Who may have songs made, and where; a moderator's own words come last and may be missing.
error-outside = This bot doesn't take orders here. Ask its operator to let you in.
error-blocked = { $ends ->
    [0] A moderator has blocked you here, so you can't order songs. If that is a mistake, ask the moderators. { $reason }
   *[other] A moderator has blocked you here, so you can't order songs. You can again from { DATETIME($until_at_ms, dateStyle: "medium", timeStyle: "short") } { $zone }. { $reason }
}
error-paused = The moderators are making a pause here, so no songs are made for now. Try again later. { $message }
error-wrong-channel = Songs are not made in this channel. Order in { $channels }.
error-role-needed = Songs are made for some roles only: { $roles }. Ask the moderators for one of them.
error-not-moderator = Only moderators of this place can do that. Ask one of them.
error-not-yours = That is somebody else's. Type the command yourself to get your own.
error-anonymous = I can't tell who you are, so there is nobody to count a song for. Write as yourself.
error-dialogue-gone = This message is too old to be used. Type the command again.
error-song-gone = This song is not there any more. /songs shows what is.
error-song-under-way = This song is still being made. /cancel takes it back as long as it waits.

# What a music service or a chat said.
error-provider = The music service couldn't make this song. Try again, or change the order a little.
error-bad-request = { $field ->
    [prompt] The music service didn't take the description. Say it in other words, or make it shorter.
    [lyrics] The music service didn't take the lyrics. Make them shorter or simpler and order again.
    [style] The music service didn't take the style. Describe it in a few plain words.
    [title] The music service didn't take the title. Choose a shorter one, or leave it out.
    [avoid] The music service didn't take what the song is to do without. Name it in a few plain words, or leave it out.
    [voice] The music service can't sing this in that voice. Order again without “voice”, or choose the other one.
    [instrumental] The music service didn't take the order for music without a voice. Leave “instrumental” out, or name another service with “provider”.
    [format] The music service can't make files of that format. Leave “format” out and order again.
    [cover] The music service didn't take the song to be sung anew. Send it as MP3 or WAV, or take another recording of it.
    [feature] The song to be sung anew is not known any more. Send it again with /cover.
   *[other] The music service didn't take the order as it is. Change a few words and order again.
}
error-cant-change-words = The music service can't change words as you say. Edit them yourself, or have new ones written.
error-input-moderated = { $service } refuses these words for their content. Change them and order again. { $rules }
error-output-moderated = { $service } refused the song it had just made for its content. Change the words a little and order again. { $rules }
error-service-unavailable = The music service can't be used right now; the bot's operator has to look after it. Try again later, or name another one with “provider”.
error-busy = The music service was too busy to take the song. Try again in a few minutes.
error-unknown-outcome = The music service fell silent, and I can't tell whether it sang. You have your song back in your quota, so you can order it again.
error-result-expired = The song was made, but the music service no longer hands it out. Please order it again.
error-platform = The song couldn't be posted.
error-delivery-unavailable = The song couldn't be posted just now. I'll try again.
error-delivery-unknown = I can't tell yet whether the song arrived. I'll look and post it if it didn't.
error-cant-tell = I was interrupted while I was posting this, and can't find out whether it arrived.
error-file-forgotten = The chat doesn't know this song any more. I'm sending it anew.
error-place-gone = The song couldn't be posted, because I can't write in that chat any more.
error-stopped-too-often = The bot was stopped again and again while it made this song, so I gave it up. Please order it again.
error-too-large-to-post = The chat did not take the song for its size.
error-too-big-here = Your song is ready, but even a copy of low quality is larger than the { $most_kb } kB that can be posted here. It is kept for you: use /songs where larger files are allowed.
error-kept-expired = A song that was kept for you was not fetched in time, and its file is gone. You can order it again.
error-bad-audio = The music service sent something that can't be played. Please order the song again.
error-took-too-long = The song took too long, so I stopped waiting. Please order it again.

# What services ask of every text (content-<rule>): in forms, and where one refuses a song for its content.
content-rules = Rules of { $services }: { $asked }.
content-asked = It asks for { $asked }.
content-original = original words
content-safe = nothing unwholesome (politics, violence, pornography, vulgarity, horror, drugs)
content-chinese-english = Chinese or English

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
problem-file-and-lyrics = There are words in the file and in the message. Send only one of them.
problem-only-tags = These lyrics have sections but no words in them. Write some lines below the tags, or add “instrumental: yes”.
problem-prompt-too-long = The description has { $length } { $unit ->
    [words] words
   *[characters] characters
}, and { $most } fit. Cut { $cut } of them and order again.
problem-prompt-too-short = The description is too short: it needs at least { $least } { $unit ->
    [words] words
   *[characters] characters
}. Say a little more about the song.
problem-lyrics-too-long = The lyrics have { $length } { $unit ->
    [words] words
   *[characters] characters
}, and { $most } fit. Cut { $cut } of them and order again.
problem-lyrics-too-short = The lyrics are too short for a song. Add a few lines and order again.
problem-no-instrumental = { $service } can’t make music without a voice. Leave “instrumental” out, or name another service with “provider”.
problem-words-or-style = { $service } takes either your own words or a style and a description, not both. Leave one of them out, or name another service with “provider”.
problem-words-or-avoid = { $service } can't keep anything out of a song from your own words. Leave “avoid” out, or name another service with “provider”.
problem-language-not-sung = { $service } can't sing in the language of these lyrics. Name another service with “provider”, or write them in another language. { $rules }
problem-language-not-read = { $service } can't read the language of this description. Name another service with “provider”, or describe the song in another language. { $rules }
problem-style-too-long = The style is too long: { $most } characters fit. A few words are enough, like “folk, accordion, slow”.
problem-avoid-too-long = What to avoid is too long: { $most } characters fit. Name it in a few words.
problem-title-too-long = The title is too long: { $most } characters fit. Choose a shorter one.
problem-no-such-service = There is no service called “{ $name }” here. You can choose { $names }, or leave “provider” out.

# A file of lyrics that can't be used (problem-file-…).
problem-file-empty = This file is empty, so write the lyrics into it and send it again.
problem-file-too-large = This file is too large for the lyrics of a song, so send one of at most { $most_kb } kB.
problem-file-archive = This file is an archive, so unpack it and send the text file with the lyrics.
problem-file-document = This file is a document and not plain text, so save it as plain text (.txt) and send that.
problem-file-audio = This file is music and not lyrics, so send the words as a text file (.txt, .md or .lrc).
problem-file-picture = This file is a picture, and I can't read words in pictures, so send them as a text file (.txt, .md or .lrc).
problem-file-video = This file is a video and not lyrics, so send the words as a text file (.txt, .md or .lrc).
problem-file-binary = I can't read this file as text, so save the lyrics as plain text (.txt) and send that.
problem-file-no-words = This file has time stamps or tags but no words to sing, so write some lines into it and send it again.
