## Messages, buttons and forms

# Buttons and the form of a song.
discord-again = Again
discord-edit = Edit and sing
discord-delete = Delete
discord-form-words = Your lyrics, or what the song is about
discord-form-file = Or a file with lyrics (.txt, .md, .lrc)

# While a song is made: $since is how long ago it was ordered.
discord-ordered = Ordered { $since }
discord-parting = This message can’t be brought up to date any longer. Your song comes as a message of its own.

# What is too long for a message.

## Commands, their options and choices

# Names of commands and options are small letters without spaces, of at most 32; what they are for has at most 100.
discord-command-song = song
discord-command-song-about = Make a whole song, words and music
discord-command-lyrics = lyrics
discord-command-lyrics-about = Have lyrics written, to be changed and sung
discord-command-cover = cover
discord-command-cover-about = Have a song sung anew, in another style
discord-command-songs = songs
discord-command-songs-about = Your songs: post them again, sing them anew, delete them
discord-command-quota = quota
discord-command-quota-about = How many songs you have left, with a button to ask for more
discord-command-cancel = cancel
discord-command-cancel-about = Cancel a song of yours that is still waiting
discord-command-help = help
discord-command-help-about = What there is, with a button to begin
discord-menu-song = Make a song from this
discord-menu-cover = Cover this

# Options.
discord-option-prompt = prompt
discord-option-lyrics = lyrics
discord-option-file = file
discord-option-style = style
discord-option-avoid = avoid
discord-option-title = title
discord-option-voice = voice
discord-option-instrumental = instrumental
discord-option-provider = provider
discord-option-format = format
discord-option-private = private
discord-option-link = link
discord-option-member = member
discord-option-role = role
discord-option-songs = songs
discord-option-money = money
discord-option-instead = instead
discord-option-period = period
discord-option-reason = reason
discord-option-days = days
discord-option-hours = hours
discord-option-message = message
discord-option-off = off

# What options are for.
discord-about-prompt = What the song is about; the words are written for you
discord-about-prompt-lyrics = What the words are to be about
discord-about-lyrics = Your own words; a longer text goes better into a file or the form
discord-about-lyrics-cover = New words; without them the old ones are sung
discord-about-file = A text file with your lyrics (.txt, .md, .lrc)
discord-about-file-cover = The song that is to be sung anew, as an audio file
discord-about-link = A public link to the song, instead of a file
discord-about-style = How it is to sound: choose one, or describe it
discord-about-style-cover = How the new song is to sound: choose one, or describe it
discord-about-avoid = What the song is to do without
discord-about-title = What the song is called
discord-about-voice = Who sings
discord-about-instrumental = Music without a voice
discord-about-provider = The music service; without it I choose one
discord-about-provider-lyrics = The service that writes the words; without it I choose one
discord-about-format = The kind of file; without it MP3
discord-about-private = The song comes to you alone, by direct message
discord-about-member = Who it is about
discord-about-member-show = Whose state is explained; without it the whole server's
discord-about-role = Whose members it is about
discord-about-songs = How many songs in the period; 0 is none at all
discord-about-songs-server = How many songs for all members together in the period
discord-about-songs-add = How many songs on top in this period; below 0 takes some away
discord-about-money = How much may be spent in the period, in the currency of the operator's budget
discord-about-instead = Instead of a number of songs
discord-about-instead-server = Instead of a new cap
discord-about-period = When counting begins anew; without it the period stays
discord-about-reason = Why; it stands in the log of changes
discord-about-reason-block = Why; the member reads it, too
discord-about-days = For how many days; without days and hours until it is lifted
discord-about-hours = For how many hours
discord-about-message = What members read meanwhile
discord-about-off = End the pause

# Choices.
discord-period-day = a day
discord-period-week = a week
discord-period-month = a month
discord-period-total = in total
discord-instead-unlimited = unlimited: as many as they like
discord-instead-none = none: no such limit any more, the next one holds
discord-instead-no-songs = no cap in songs any more
discord-instead-no-money = no cap in money any more

# What moderators have.
discord-admin-admin = admin
discord-admin-admin-about = Quotas, blocks, pauses and settings, for moderators
discord-admin-quota = quota
discord-admin-quota-about = Limits on songs
discord-admin-set = set
discord-admin-set-about = Set how many songs a member has
discord-admin-add = add
discord-admin-add-about = Give a member songs on top in this period, or take some away
discord-admin-reset = reset
discord-admin-reset-about = Start a member's count anew
discord-admin-role = role
discord-admin-role-about = Set how many songs members with a role have
discord-admin-default = default
discord-admin-default-about = Set how many songs everybody here has
discord-admin-server = server
discord-admin-server-about = Set a cap for all members together, in songs or in money
discord-admin-show = show
discord-admin-show-about = Explain a member's state, or the whole server's
discord-admin-settings = settings
discord-admin-settings-about = Channels, roles, language, time zone and more, in one panel
discord-admin-block = block
discord-admin-block-about = Keep a member from having songs made here
discord-admin-unblock = unblock
discord-admin-unblock-about = Lift a member's block
discord-admin-pause = pause
discord-admin-pause-about = Make no songs here for a while, or end the pause

## What is said to commands, presses and messages

discord-form-again = Open the form again
discord-form-late = That took me too long, so no form could be opened. Please try once more.
discord-no-words-there = There are no words in this message, and no text file. Choose one with lyrics, or with what the song is about.
discord-no-audio-there = There is no music in this message. Choose one with an audio file.
discord-pick-command = I can't read “/{ $command }” as plain text. Type / and pick the command from Discord's list.
problem-cover-nothing = Say which song is to be sung anew: attach it with “file”, or give its “link”.
problem-attachment-unfetched = I couldn't get this file from Discord. Send it once more.
problem-form-forgotten = I was restarted meanwhile and no longer know this form. Give the command again; what you wrote is in your file.
problem-amount-twice = Give one of these: a number of songs, an amount of money, or what holds instead.

## Commands of another version

discord-outdated = This command is of another version of me. The commands are being brought up to date: please try again in a minute.

## Sentences that are said instead of those that are named behind discord-own-, where Discord asks for something else

discord-own-chat-help = Order a song with a command, or write me your own lyrics by direct message, and I'll make the whole song. These are the commands:
discord-own-chat-notice-kept = Your song is made, but it couldn't be brought here. It is kept for you: press “Get it”, or use /songs.
discord-own-chat-songs-none = You have no songs yet. Make your first one with /song.
discord-own-problem-nothing-to-write = Say what the words are to be about.
discord-own-problem-only-tags = These lyrics have sections but no words in them. Write some lines below the tags, or order music without a voice.
discord-own-problem-amount-missing = Give a number of songs, or choose what holds instead of one.
discord-own-problem-amount-missing-add = With 0 nothing would change. Give a number above 0, or one below 0 to take songs away.
discord-own-problem-duration = A block ends after { $days } days at the latest. Make it shorter, or leave days and hours out: then it holds until it is lifted.
discord-own-problem-nothing-set-cap = This place has no cap in songs, so there is none to take away. For the cap in money, choose “no cap in money any more”.
# The reader's own clock shows every time here, so the place's is not told but named.
discord-own-settings-field-now = Midnight
discord-own-settings-now = in { $zone }, where today’s counts end on { DATETIME($ends_at_ms, dateStyle: "medium", timeStyle: "short") }
