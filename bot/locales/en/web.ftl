## The local chat: who is here, channels and roles to try things with

# What a page says of itself.
error-web-name = Choose a name of 1 to 32 letters, digits or signs that everybody can see, and not the bot's own.
error-web-role = There is no such role here. Choose from those that the page shows, or reload it.
error-web-channel = There is no such channel here. Choose from those that the page shows, or reload it.

# Two of each, to try with.
web-channel-local = Stage
web-channel-backstage = Backstage
web-role-singers = Singers
web-role-patrons = Patrons

chat-help-admin = Quotas, settings and blocks of this place, for moderators
chat-panel-moved = This goes on below.

# The page around the messages.
chat-ui-who = Who you are here
chat-ui-name = Name
chat-ui-name-set = Change
chat-ui-act-member = Member
chat-ui-act-moderator = Moderator
chat-ui-acting = Acting as
chat-ui-roles = Roles
chat-ui-channel = Channel
chat-ui-channels = Channels
chat-ui-others-can-see = Only you can see this
chat-ui-moderators-see = Only moderators can see this
chat-ui-send-form = Send
chat-ui-close-form = Back
chat-ui-choose = Choose…
chat-ui-choose-none = None
chat-ui-done = Done
chat-ui-trouble = That did not arrive. Please try again.
chat-ui-guest = Tabs are people: give each its own name to try things out together.

# Files with lyrics: the paperclip beside the input, and what is dropped onto the page.
chat-ui-attach = Attach a file with lyrics, or a song for a cover
chat-ui-attached = Attached: { $name }, { $size }
chat-ui-detach = Remove { $name }
chat-ui-detached = The file is no longer attached.
chat-ui-drop = Drop your lyrics or a song here
chat-ui-drop-more = one text file (.txt, .md or .lrc), or one song for a cover (.mp3, .wav or .flac)
chat-ui-file-unnamed = file without a name
chat-ui-file-one = Only one file can go along with a message. Choose one of them.
chat-ui-file-unreadable = This file can't be read. Choose it again, or paste its words.
chat-ui-not-kept = This browser has no room to keep this message, so leave the page open until it is sent.
web-attach-file = Attach the file with the paperclip beside the input, or drop it onto this page, and send it with your order.
web-takes-no-file = /{ $command } takes no file. Send the file with /song, or without a command.
