## Songs that are ordered by direct message and charged to a server

chat-row-charged = Charged to
charge-private = direct messages
charge-server = a server that you belong to
charge-option = { $place } ({ $left })
charge-moved = { $was } can’t be charged with this song any more. It would be charged to { $now } now: sing again, or choose another.
error-outside-messages = I can’t take your orders by direct message. Order in a server that I am in, or ask its moderators to let songs by direct message count there: the switch is in /admin settings. Then order there once, so that I know you belong.
error-nowhere-to-charge = This song can’t be charged to any of your servers now.
error-role-needed-there = Songs are made for some roles only. Ask the moderators there which.
charge-quota-place = In { $place }
charge-quota-servers = What you have left for songs that you order by direct message:
charge-quota-ask = More songs in a server are asked for there, with /quota.
settings-dm-about = Members may order by direct message to the bot and have the song charged here. The roles that may have songs made are the same; the channels don’t matter.
settings-discord-admin = One more step for these roles: Discord shows /admin to nobody else before somebody who manages the server also allows the roles for /admin, under Server Settings → Integrations. Buttons work without that.
