## Configuration problems (config-<problem>)

# Each follows the path of a key and a colon: “web.port: must be …”.
config-file-missing = there is no such file
config-file-unreadable = the file can't be read: check that it is a file and that you may read it
config-file-encoding = the file is not in UTF-8: save it as UTF-8
config-syntax = line { $line } can't be read: text stands in quotes, and each line is of the form key = value
config-syntax-end = the file ends too early or can't be read: look for a quote or a bracket that is not closed
config-unknown-key = there is no such key
config-unknown-key-like = there is no such key; did you mean { $suggestion }?
config-unknown-service = this version has no such service; it has { $services }
config-missing = is needed
config-empty = must not be empty
config-invalid = can't be used as it is
config-section = must be a section: a line with [{ $section }], and its keys on the lines below
config-text = must be text in quotes
config-list = must be a list of texts: ["one", "two"]
config-true-false = must be true or false, without quotes
config-choice = must be one of { $choices }
config-whole-number = must be a whole number
config-whole-number-range = must be a whole number from { $least } to { $most }
config-number = must be a number
config-number-range = must be a number from { $least } to { $most }
config-songs = must be a whole number from 0 to { $most }, or "unlimited"
config-folder = must name a folder
config-token = must be one word without spaces: copy it once more
config-url = must be an address that begins with https:// or http://
config-socket-url = must be an address that begins with wss:// or ws://
config-money = must be an amount from 0 to { $most } with at most six decimals, or "unlimited"
config-price = must be an amount from 0 to { $most } with at most six decimals
config-currency = must be the three capital letters of a currency, such as "USD"
config-rate = must be a number above 0: what one unit of it is worth in the budget's currency
config-part = must be a number above 0 and at most 1
config-weight = must be a number from 0 to 1, or "" to leave it to the service
config-person-id = must be the number by which the chat knows the account, or "" for nobody
config-servers = must be "all" or a list of the numbers of servers and groups: [123, -456]
config-watermark-stream = must not be true together with stream: the service marks only what is not streamed
config-lyrics-optimizer = this model can't write words itself: choose music-2.6 or a newer one
