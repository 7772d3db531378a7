## Commands

# What each is for, in the list that Telegram shows: at most 256 letters.
telegram-command-song-about = Make a whole song, words and music
telegram-command-lyrics-about = Have lyrics written, to be changed and sung
telegram-command-cover-about = Have a song sung anew, in another style
telegram-command-songs-about = Your songs: post them again, sing them anew, delete them
telegram-command-quota-about = How many songs you have left, with a button to ask for more
telegram-command-cancel-about = Cancel a song of yours that is still waiting
telegram-command-help-about = What there is, with an example to press
telegram-command-start-about = Make a first song
telegram-command-admin-about = Quotas, blocks, pauses and settings, for administrators

## Messages and panels

telegram-begin = Make a song
telegram-example = For example:
telegram-help-more = In lines of their own below /song you can say more: “style: folk”, “avoid: drums”, “voice: female”, “title: …”, “instrumental: yes”, “format: wav”, “provider: …”, and “private: yes” for a song that only you get.
telegram-help-replies = Reply with /song to a text or a text file to have it sung, and with /cover to a song to have it sung anew.
telegram-kept-private = This song is for you alone, and I can't write to you yet. Open our chat and press Start: until then it is kept for you, and /songs brings it there.
telegram-private-none = The song that was to be for you alone could not be made.
telegram-open-chat = Open our chat
telegram-whole-text = The whole text
telegram-next = Next
telegram-topic = topic { $id }
telegram-topic-general = the topic General

# Sentences that are said instead of those that are named behind telegram-own-.
telegram-own-chat-help = Tell me what your song is about, or send me your own lyrics, as a message or as a text file, and I'll make the whole song. These are the commands:
telegram-own-chat-example-shanty-text = /song a sea shanty about debugging
telegram-own-chat-notice-kept = Your song is made, but it couldn't be brought here. It is kept for you: press “Get it”, or use /songs.
telegram-own-chat-songs-none = You have no songs yet. Make your first one with /song.

## Questions and forms

telegram-ask-song = Tell me what the song is about, or send me your own lyrics, as a message or as a text file.
telegram-ask-song-group = { $who }, reply to this message: what is the song about? Or send your own lyrics, as text or as a text file.
telegram-ask-lyrics = What shall the words be about? A sentence is enough; “style: …” and “title: …” in lines of their own say more.
telegram-ask-lyrics-group = { $who }, reply to this message: what shall the words be about? “style: …” and “title: …” in lines of their own say more.
telegram-form-ask = Send me what goes under “{ $label }”.
telegram-form-ask-group = { $who }, reply to this message with what goes under “{ $label }”.
telegram-form-file = A text file will do as well.
telegram-form-clear = A single “-” leaves it empty.
telegram-form-now = This is what stands there now:
telegram-form-close = Close
problem-answer-without-text = I need text here. Answer with a message, or with a text file where the question says so.
problem-answer-too-long = This answer has { $length } characters, and { $most } fit. Shorten it and send it again.

## What people write

telegram-only-words = I make songs of words, of a text file (.txt, .md, .lrc), or of a song that is to be sung anew. Send me one of these.
telegram-perhaps-cut = Telegram may have cut this text: no message is longer. If it goes on, send me all of it as a text file, or in our private chat.
telegram-songs-in-private = Your songs are in our private chat.
telegram-songs-start-first = Your songs are for you alone, and I can't write to you yet. Open our chat, press Start, and send /songs there.
problem-no-words-there = There are no words in the message that you replied to. Reply to one with lyrics, or to a text file.
problem-words-elsewhere = I am not shown messages of other chats. Copy the words into a message here, or quote them in your reply.
problem-no-audio-there = There is no music in this message. Reply to a song, a voice message or an audio file.
problem-words-twice = There are words behind your command and in the message that you replied to. Choose one of them.
problem-audio-too-large-to-fetch = Telegram lets bots fetch files of at most { $most_mb } MB. Send the song as a smaller MP3, or give a public link to it with “link:”.
telegram-own-problem-cover-nothing = Say which song is to be sung anew: reply with /cover to a song, a voice message or an audio file, or give a public link to one with “link:”.
telegram-own-problem-attachment-unfetched = I couldn't get this file from Telegram. Send it once more.

## Groups, their topics and administrators

telegram-settings-nothing = Requests for more songs come where they are made: only a group with topics can choose one of them for that.
telegram-own-error-wrong-channel = Songs are not made in this topic. Order in { $channels }.
telegram-own-mod-audit-settings-channels = topics for songs
telegram-own-mod-audit-settings-moderator-channel = topic for requests
telegram-own-mod-help-settings = /admin settings: topics, language, time zone
telegram-own-mod-audit-settings-dm-songs = songs from private chats
telegram-own-mod-help = In brackets stands what may be left out. Names with spaces stand in quotes: "Ann Lee". In a reply to somebody, leave out who.
telegram-own-problem-who-missing = Say who it is about: reply to them, or name them with @username, a mention, a name in quotes like "Ann Lee", or an id.
telegram-own-settings-dm-about = Members may order in their private chat with the bot and have the song charged here. The topics don’t matter for that.
telegram-own-settings-dm-off = Stop private chats counting here
telegram-own-settings-dm-on = Let private chats count here
telegram-own-settings-field-dm = Songs from private chats count here
telegram-own-settings-moderators-about = The administrators of this group moderate. Each choice holds at once.
telegram-own-settings-provider = First service
telegram-own-settings-channels = Topics for songs
telegram-own-settings-channels-none = everywhere
telegram-own-settings-moderator-channel = Topic for requests
telegram-own-settings-moderator-channel-none = where they begin

## Groups instead of servers, private chats instead of direct messages

telegram-own-problem-cover-link = I can't use this link. Give a public one that begins with https:// and is not Telegram's own, or reply with /cover to the song itself.
telegram-own-problem-who-unknown = The bot has not met “{ $name }” here yet. Reply to one of their messages, or let them write to the bot once in this group.
telegram-own-charge-private = private chat
telegram-own-charge-server = a group that you belong to
telegram-own-charge-quota-servers = What you have left for songs that you order in our private chat:
telegram-own-charge-quota-ask = More songs in a group are asked for there, with /quota.
telegram-own-error-outside-messages = I can’t take your orders in our private chat. Order in a group that I am in, or ask its administrators to let songs from private chats count there: the switch is in /admin settings. Then order there once, so that I know you belong.
telegram-own-error-nowhere-to-charge = This song can’t be charged to any of your groups now.
