## /cover: a song is listened to, its words are shown, and it is sung anew

chat-help-cover = Sing a song anew, in another style. Attach it, or give its link. Options: style, lyrics, link, title, voice, avoid

# The flow.
dialogue-cover-start = I can sing this song anew. Tell me in which style.
dialogue-cover-listening = I’m listening to the song. What I hear comes here in a moment, and nothing is sung before you have seen it.
dialogue-cover-link = I can't look into a link beforehand, so the service decides whether it takes the song.
dialogue-cover-heard = These are the words that I hear. Change what you like, then let me sing.
dialogue-cover-own = These words will be sung. Change what you like, then let me sing.
dialogue-cover-no-words = I hear no words in this song. Write some, or let the service sing what it hears.
dialogue-cover-too-long = These words have { $length } characters, and { $most } can be sung. Cut { $cut } of them, or let the service sing what it hears, as it hears it.
dialogue-cover-too-short = These words are too short to be sung. Add a line, or let the service sing what it hears.
dialogue-cover-failed = I couldn't listen to this song.
dialogue-cover-silent = The music service fell silent. Listening costs nothing, so try again.
dialogue-cover-ordered = Your cover is on its way.
dialogue-cover-of = Cover of
dialogue-cover-words = Words
dialogue-cover-listen = Listen
dialogue-cover-again = Listen again
dialogue-cover-as-heard = Sing as heard
dialogue-cover-form-listen = The new song
dialogue-cover-form-edit = The new song
dialogue-hint-cover-style = Jazz, smoky bar, slow

# What is wrong with it.
problem-no-covers = Covers need MiniMax Music, which is not on here. Ask the operator to switch it on.
problem-no-covers-by = { $service } can't sing covers. Leave “provider” out.
problem-cover-instrumental = A cover is always sung. Leave “instrumental” out.
problem-cover-style = Say in which style the song is to be sung, as in “style: jazz, smoky bar”.
problem-cover-link = I can't use this link. Give a public one that begins with https:// and is no chat's own, or attach the file.
problem-audio-and-link = There is a song in the message and a link to one. Send only one of them.
problem-audio-gone = This song is not kept any more. Send it again with /cover.
problem-audio-empty = This file is empty, so choose it again and send it.
problem-audio-no-sound = There is no sound in this file. Send a recording of the song.
problem-audio-broken = This file is damaged, so I can't listen to it. Send another recording of the song.
problem-audio-kind = I can't use music of this kind. Send it as { $kinds }.
problem-audio-too-large = This file is too large. At most { $most_mb } MB fit, as the MP3 of a song does.
problem-audio-too-short = This recording is too short. At least { $least } seconds are needed.
problem-audio-too-long = This recording is too long. At most { $most } minutes can be sung anew.

# The local chat.
web-attach-audio = Attach the song with the paperclip beside the input, or drop it onto this page, and send it with /cover and a style.
chat-ui-audio-sending = Sending { $name }, { $size }…
chat-ui-audio-unsent = The song could not be sent. Choose it again.

# A finished song.
chat-song-cover = cover
song-note-words-untold = The service sang words of its own and does not tell them.
song-note-as-heard = Sung as heard: the service took the words from the recording and does not tell them.
song-note-not-wav = It comes as { $format }, not as wav: the service made it so, or a wav would be too large here.
