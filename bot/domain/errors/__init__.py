"""The error trees.

TroubadourError
├── Refusal                     what a member asked can't be done as asked; nothing is charged
│   ├── InvalidOrder            a field is wrong; says which and what to do
│   ├── QuotaExceeded           the person's limit in this place is used up
│   │   ├── PlaceCapExceeded    the place's cap in songs is used up
│   │   └── BudgetExceeded      the whole bot's cap in songs is used up
│   ├── MoneyExceeded           more than is left under a cap in money
│   │   ├── PlaceMoneyExceeded  of the place
│   │   └── BudgetMoneyExceeded of the whole bot
│   ├── Unpriced                a cap in money, and a service that can't be held to it
│   ├── Outside                 [access] does not let them in
│   │   └── OutsideMessages     in direct messages
│   ├── NowhereToCharge         none of the servers that they belong to takes a song by direct message
│   ├── Blocked                 by a moderator of this place
│   ├── Paused                  no songs are made in this place for a while
│   ├── WrongChannel            songs are made in other channels of this place
│   ├── RoleNeeded              songs are made for some roles only
│   │   └── RoleNeededThere     in a server that a song by direct message would be charged to
│   ├── NotModerator            only moderators of this place may do that
│   ├── NotYours                the control is somebody else's
│   ├── Anonymous               nobody knows who they are: there is nobody to charge
│   ├── DialogueGone            the control's message is too old
│   ├── SongGone                the song was deleted, is not kept any more, or was never there
│   ├── SongUnderWay            that can be done when the song is finished
│   ├── TooManyWaiting          the person has enough songs in the queue
│   ├── TooManyDrafts           the person has had enough drafts today
│   ├── NoService               no service takes this order
│   ├── NoneTakes               each service that is on has a reason of its own against it
│   └── StorageFull             the disk has no room for one more song
├── ProviderError               a music service said no, or nothing (these may have been billed: *)
│   ├── BadRequest              it refuses a field; may suggest a better value
│   │   └── CantChangeWords     it writes words, and can't change any as somebody wishes
│   ├── InputModerated          it refuses the words for their content
│   ├── OutputModerated *       it sang, and refuses its own song
│   ├── AuthenticationFailed    the key is wrong
│   ├── NotEnabled              the account may not use this model
│   ├── BalanceTooLow           the account is empty
│   ├── Unready                 not accepted just now; may say when to come back
│   │   ├── RateLimited         too many requests
│   │   └── Busy                no free slot
│   ├── TransientFailure        surely not started
│   ├── OutcomeUnknown *        may have sung and billed
│   ├── TookTooLong *           no song within the service's own time
│   ├── ResultExpired *         the song was made, and its link is dead
│   ├── StoppedTooOften         the bot went down again and again while it worked on this song
│   └── Broken *                a mistake of the bot's own
├── PlatformError               a chat said no, or nothing
│   ├── DeliveryUnavailable     not now; the same post may go through later
│   ├── DeliveryUnknown         the post may have arrived; look before posting again
│   ├── CantTell                the bot can't look whether it did
│   ├── FileForgotten           the chat has no file under this id any more; the audio itself has to be sent
│   ├── PlaceGone               nobody can be reached there any more
│   ├── TooLargeToPost          the file was refused for its size; a smaller one may go through
│   └── TooBigHere              nothing audible of the song is as small as the place wants it
├── StartupError                the bot can't start; one sentence and an exit code
└── StorageError                the database did not answer; no job fails for it

Errors carry data. One place (`bot.locales`) turns them into sentences: `code` names the sentence,
`params` fills it. A provider's own message goes to the log, never to a member.
"""

from bot.domain.errors.base import Params, StartupError, StorageError, TroubadourError, Value
from bot.domain.errors.chats import (
    CantTell,
    DeliveryUnavailable,
    DeliveryUnknown,
    FileForgotten,
    PlaceGone,
    PlatformError,
    TooBigHere,
    TooLargeToPost,
)
from bot.domain.errors.refusals import (
    Anonymous,
    Blocked,
    BudgetExceeded,
    BudgetMoneyExceeded,
    DialogueGone,
    InvalidOrder,
    MoneyExceeded,
    NoneTakes,
    NoService,
    NotModerator,
    NotYours,
    NowhereToCharge,
    Outside,
    OutsideMessages,
    Paused,
    PlaceCapExceeded,
    PlaceMoneyExceeded,
    QuotaExceeded,
    Refusal,
    RoleNeeded,
    RoleNeededThere,
    SongGone,
    SongUnderWay,
    StorageFull,
    TooManyDrafts,
    TooManyWaiting,
    Unpriced,
    WrongChannel,
)
from bot.domain.errors.services import (
    AuthenticationFailed,
    BadRequest,
    BalanceTooLow,
    Broken,
    Busy,
    CantChangeWords,
    InputModerated,
    NotEnabled,
    OutcomeUnknown,
    OutputModerated,
    ProviderError,
    RateLimited,
    ResultExpired,
    StoppedTooOften,
    TookTooLong,
    TransientFailure,
    Unready,
)

__all__ = [
    "Anonymous",
    "AuthenticationFailed",
    "BadRequest",
    "BalanceTooLow",
    "Blocked",
    "Broken",
    "BudgetExceeded",
    "BudgetMoneyExceeded",
    "Busy",
    "CantChangeWords",
    "CantTell",
    "DeliveryUnavailable",
    "DeliveryUnknown",
    "DialogueGone",
    "FileForgotten",
    "InputModerated",
    "InvalidOrder",
    "MoneyExceeded",
    "NoService",
    "NoneTakes",
    "NotEnabled",
    "NotModerator",
    "NotYours",
    "NowhereToCharge",
    "OutcomeUnknown",
    "OutputModerated",
    "Outside",
    "OutsideMessages",
    "Params",
    "Paused",
    "PlaceCapExceeded",
    "PlaceGone",
    "PlaceMoneyExceeded",
    "PlatformError",
    "ProviderError",
    "QuotaExceeded",
    "RateLimited",
    "Refusal",
    "ResultExpired",
    "RoleNeeded",
    "RoleNeededThere",
    "SongGone",
    "SongUnderWay",
    "StartupError",
    "StoppedTooOften",
    "StorageError",
    "StorageFull",
    "TooBigHere",
    "TooLargeToPost",
    "TooManyDrafts",
    "TooManyWaiting",
    "TookTooLong",
    "TransientFailure",
    "TroubadourError",
    "Unpriced",
    "Unready",
    "Value",
    "WrongChannel",
]
