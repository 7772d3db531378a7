## What moderators do with /admin: quotas, blocks, pauses, settings, the log

# Limits and what is left of them.
mod-limit = { $songs ->
    [0] no songs
    [one] one song
   *[other] { $songs } songs
} { $period ->
    [day] a day
    [week] a week
    [month] a month
   *[total] in total
}
mod-money = { $amount } { $currency } { $period ->
    [day] a day
    [week] a week
    [month] a month
   *[total] in total
}
mod-unlimited = as many songs as they like
mod-none = none is set
mod-left = { $left ->
    [0] nothing left
   *[other] { $left } left
}
mod-left-unlimited = no end to it
mod-money-left = { $amount } { $currency } left
mod-used = { $used } used
mod-granted = { $songs } on top
mod-resets = { DATETIME($resets_at_ms, dateStyle: "medium", timeStyle: "short") } { $zone }
mod-resets-never = never
mod-source-own = set for this person
mod-source-role = for the role { $role }
mod-source-place = for everybody here
mod-source-bot = for everybody, by the operator
mod-whose = { $who }: { $limit }
mod-more = { $more } more
mod-said = “{ $text }”
mod-yes = yes
mod-no = no
mod-nobody = nobody
mod-operator = the operator
mod-anonymous = anonymous administrator ({ $name })

# Blocks, pauses and settings as they stand.
mod-blocked = blocked until it is lifted
mod-blocked-until = blocked until { DATETIME($until_at_ms, dateStyle: "medium", timeStyle: "short") } { $zone }
mod-not-blocked = not blocked
mod-person-until = { $name } until { DATETIME($until_at_ms, dateStyle: "medium", timeStyle: "short") } { $zone }
mod-paused = paused
mod-not-paused = songs are made
mod-setting-empty = not set

# A change: first its effect, then what became of it.
mod-title-set-person = A limit for { $name }
mod-title-set-role = A limit for the role { $role }
mod-title-set-default = The limit for everybody here
mod-title-set-cap = The cap in songs for the whole place
mod-title-set-money = The cap in money for the whole place
mod-title-add = Songs on top for { $name }
mod-title-reset = A new count for { $name }
mod-title-block = Block { $name }
mod-title-unblock = Lift the block of { $name }
mod-title-pause = A pause for the whole place
mod-title-resume = The end of the pause
mod-field-now = Now
mod-field-then = Then
mod-field-before = Before
mod-field-after = Now
mod-field-reason = Reason
mod-ask = Nothing has changed yet. Confirm it, or leave it as it is.
mod-confirm = Confirm
mod-drop = Leave it
mod-dropped = All right, everything stays as it was.
mod-done = Done.
mod-this-place = This place
mod-warn-used = { $name } has already used { $used } of these: with { $limit } nothing is left until { DATETIME($resets_at_ms, dateStyle: "medium", timeStyle: "short") } { $zone }.
mod-warn-used-total = { $name } has already used { $used } of these: with { $limit } nothing is left.
mod-warn-zero = With 0 no song can be ordered.
mod-warn-money = { $used } { $currency } are spent already, so nothing is left until the next period.
mod-warn-own = { $people ->
    [one] One person has a limit of their own, which stays.
   *[other] { $people } people have limits of their own, which stay.
}
mod-warn-own-cap = { $people ->
    [one] One person has a limit of their own, which stays; the cap holds besides.
   *[other] { $people } people have limits of their own, which stay; the cap holds besides.
}
mod-warn-roles = { $roles ->
    [one] One role has a limit, which stays.
   *[other] { $roles } roles have limits, which stay.
}

# /admin quota show.
mod-show-person = { $name }, explained
mod-show-place = What holds here
mod-field-limit = Limit
mod-field-set = Set
mod-field-otherwise = Without it
mod-field-count = In this period
mod-field-resets = Starts anew
mod-field-cap = Cap of the place
mod-field-money = Cap in money
mod-field-bot = Cap of the whole bot
mod-field-paid = Cap on paid services
mod-field-block = Block
mod-field-request = Asks for
mod-field-default = Everybody
mod-field-roles = Roles
mod-field-people = People
mod-field-blocked = Blocked
mod-field-zone = Time zone
mod-field-pause = Pause
mod-set-by = by { $who } on { DATETIME($set_at_ms, dateStyle: "medium", timeStyle: "short") }
mod-wish = { $songs ->
    [one] one more song
   *[other] { $songs } more songs
}
mod-moved-at = { DATETIME($moved_at_ms, dateStyle: "medium", timeStyle: "short") }
mod-moved-reserve = ordered a song
mod-moved-refund = song given back: { $why ->
    [cancelled] cancelled
    [declined] declined by a moderator
    [input-moderated] its words were refused
    [output-moderated] the song was refused by its service
    [unknown-outcome] the service fell silent
    [busy] the service was busy
   *[other] no song came of it
}
mod-moved-grant = { $songs } on top by { $who }
mod-moved-reset = count started anew by { $who }

# /admin log.
mod-log = What was changed here, page { $page }
mod-log-empty = Nothing has been changed here yet.
mod-log-no-page = So many changes there are not. Type /admin log for the newest.
mod-log-line = { DATETIME($changed_at_ms, dateStyle: "medium", timeStyle: "short") } · { $who } · { $what }{ $about }: { $before } → { $after }{ $said }
mod-log-about = {" "}of { $about }
mod-log-said = {" "}{ $said }
mod-log-more = Older: /admin log { NUMBER($next, useGrouping: 0) }
mod-audit-quota-set = limit
mod-audit-quota-add = songs on top
mod-audit-quota-reset = new count
mod-audit-quota-role = limit
mod-audit-quota-default = limit for everybody
mod-audit-quota-server = cap of the place
mod-audit-quota-request = request for more
mod-audit-block = block
mod-audit-unblock = block lifted
mod-audit-pause = pause
mod-audit-resume = end of the pause
mod-audit-settings-channels = channels for songs
mod-audit-settings-roles = roles for songs
mod-audit-settings-provider = first service
mod-audit-settings-moderator-roles = moderators’ roles
mod-audit-settings-moderator-channel = moderators’ channel
mod-audit-settings-language = language
mod-audit-settings-time-zone = time zone
mod-audit-settings-dm-songs = direct-message songs
mod-audit-settings-pause = pause
mod-audit-song-deleted = song
mod-song-there = is there
mod-song-deleted = deleted
mod-request-approved = approved with { $songs }
mod-request-declined = declined

# /admin help.
mod-help-title = What moderators can do
mod-help = In brackets stands what may be left out. Names with spaces stand in quotes: "Ann Lee".
mod-help-set = /admin quota set who amount [period] [reason]: a limit for one person
mod-help-add = /admin quota add who +3 [reason]: songs on top in this period, or −3 to take some
mod-help-reset = /admin quota reset who [reason]: start the count anew
mod-help-role = /admin quota role role amount [period] [reason]: a limit for a role
mod-help-default = /admin quota default amount [period] [reason]: a limit for everybody here
mod-help-server = /admin quota server amount [period] [reason]: a cap for all together, in songs or money, like 20 USD
mod-help-show = /admin quota show [who]: what holds, and why
mod-help-settings = /admin settings: channels, roles, language, time zone
mod-help-block = /admin block who [12h] [reason]: no songs for somebody, for 30m, 12h, 3d, 2w or until it is lifted
mod-help-unblock = /admin unblock who [reason]: lift a block
mod-help-pause = /admin pause [message], /admin pause off: no songs for anybody for a while
mod-help-log = /admin log [page]: who changed what

# /admin settings.
settings-title-songs = Settings: songs
settings-title-moderators = Settings: moderators
settings-title-place = Settings: this place
settings-page-songs = Songs…
settings-page-moderators = Moderators…
settings-page-place = This place…
settings-songs-about = Each choice holds at once.
settings-moderators-about = Whoever manages this place moderates in any case. Each choice holds at once.
settings-channels = Channels where songs may be made
settings-channels-none = everywhere
settings-roles = Roles that may have songs made
settings-roles-none = everybody
settings-provider = Service that is asked first
settings-provider-none = as the operator decided
settings-moderator-roles = Roles that moderate
settings-moderator-roles-none = none besides
settings-moderator-channel = Channel for requests
settings-moderator-channel-none = where they are made
settings-language = Language of the bot
settings-language-none = everybody’s own
settings-zone = Time zone
settings-zone-about = Days, weeks and months begin at midnight of the time zone. When it changes, today’s counts hold what was ordered since the new midnight, and start anew at the next one.
settings-zone-other = Another time zone
settings-zone-name = Its name, like Europe/Vienna
settings-zone-submit = Set
settings-field-now = Here it is
settings-now = { DATETIME($now_at_ms, dateStyle: "medium", timeStyle: "short") } { $zone }, and today’s counts end on { DATETIME($ends_at_ms, dateStyle: "medium", timeStyle: "short") }
settings-field-pause = Songs
settings-field-dm = Songs by direct message count here
settings-dm-on = Let direct messages count here
settings-dm-off = Stop direct messages counting here
settings-pause = Make a pause
settings-pause-message = What to tell those who order
settings-pause-hint = We are back on Monday.
settings-pause-submit = Pause
settings-resume = End the pause

# What is wrong with a command (problem-<problem>). Nothing was changed.
problem-admin-unknown = There is no /admin { $command }. After /admin comes one of { $commands }.
problem-admin-quota = After /admin quota comes one of { $commands }. Type /admin help to see what each does.
problem-admin-quota-unknown = There is no /admin quota { $command }. After /admin quota comes one of { $commands }.
problem-admin-rest = “{ $extra }” is too much after /admin { $command }. Leave it out; names with spaces stand in quotes.
problem-who-missing = Say who it is about: a @username, a name in quotes like "Ann Lee", or an id.
problem-quote-open = The name begins with a quotation mark and does not end with one. Type it like "Ann Lee".
problem-who-unknown = The bot has not met “{ $name }” here yet. Check the name, or wait until they have written to it here.
problem-who-several = Several people here are called “{ $name }”. Use one of { $names }.
problem-role-missing = Say which role it is about, by its mention or id.
problem-role = “{ $word }” is no role. Choose it with its mention, or type its id.
problem-roles-none = There are no roles here. Set a limit for one person, or with /admin quota default for everybody.
problem-amount-missing = Say how many songs: a whole number, unlimited, or none to take the limit away.
problem-amount-missing-add = Say how many songs, like +3, or −3 to take some away.
problem-amount = “{ $word }” is no number of songs. Type a whole number from 0 to { $most }, unlimited, or none to take the limit away; names with spaces stand in quotes.
problem-amount-server = “{ $word }” is no cap. Type a whole number of songs from 0 to { $most }, an amount like 20 { $currency }, or none to take the cap away.
problem-amount-money = “{ $word } { $currency }” is no amount. Type it like 20 { $currency } or 12.50 { $currency }, up to { $most }.
problem-amount-add = “{ $word }” can’t be added. Type a whole number like +3, or −3 to take some, up to { $most }.
problem-amount-extra = “{ $extra }” is too much after the amount and its period. A period is day, week, month or total; a reason comes after --reason.
problem-cap-currency = Caps in money are in { $currency } here, not in { $given }. Type it like 20 { $currency }.
problem-period = “{ $word }” is no period. Choose one of { $periods }, or leave it out to keep the one there is.
problem-duration = “{ $word }” is no length of time. Type 30m, 12h, 3d or 2w, at most { $days } days, or leave it out; a reason that begins with a number stands in quotes.
problem-reason-too-long = This text has { $length } characters, and { $most } fit. Shorten it.
problem-log-page = “{ $word }” is no page. Type a number, as in /admin log 2.
problem-change-oneself = Your own limits and blocks are changed by another moderator; the operator can change limits with troubadour quota set.
problem-add-unlimited = { $name } may have as many songs as they like, so there is nothing to add to. Set a limit first with /admin quota set.
problem-reset-unused = { $name } has used nothing in this period, so there is nothing to start anew.
problem-not-blocked = { $name } is not blocked here.
problem-not-paused = There is no pause here. Songs are made.
problem-nothing-set-person = { $name } has no limit of their own, so there is none to take away. Type /admin quota show to see what holds.
problem-nothing-set-role = The role { $name } has no limit, so there is none to take away. Type /admin quota show to see what holds.
problem-nothing-set-default = No limit is set for everybody here, so there is none to take away. The operator’s holds.
problem-nothing-set-cap = This place has no cap in songs, so there is none to take away. For the cap in money, type its currency after none.
problem-nothing-set-money = This place has no cap in money, so there is none to take away.
problem-time-zone = There is no time zone “{ $name }”. Type a name like Europe/Vienna or America/New_York.
problem-settings-ids = That can’t be chosen. Choose up to { $most } from the menu.
problem-settings-option = “{ $word }” can’t be chosen here. Choose one from the menu.
