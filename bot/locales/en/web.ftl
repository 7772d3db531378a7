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
