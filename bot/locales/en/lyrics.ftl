## /lyrics: words are drafted, read, changed, and sung when they please

chat-help-lyrics = Have lyrics written, to read and change before they are sung. Options: prompt, style, title, provider
chat-example-draft = Words for a farewell at the harbour
chat-example-draft-text = /lyrics a farewell at the harbour in the rain

# The draft, and what can be done with it.
dialogue-lyrics-start = What shall the words be about?
dialogue-lyrics-writing = { $service } is writing the words. They come here in a moment, and nothing is sung before you say so.
dialogue-lyrics-changing = { $service } is changing the words. They come here in a moment.
dialogue-lyrics-draft = Here is a draft. Change what you like, then let me sing.
dialogue-lyrics-kept = Your words are as they were before.
dialogue-lyrics-dropped = All right, the words are put aside.
dialogue-lyrics-write = Write
dialogue-lyrics-change = Change
dialogue-lyrics-again = Another draft
dialogue-lyrics-try-again = Try again
dialogue-lyrics-other = Say it differently
dialogue-lyrics-wish = Your wish
dialogue-lyrics-form = New lyrics
dialogue-lyrics-form-other = In other words
dialogue-lyrics-form-edit = The lyrics
dialogue-lyrics-form-change = What shall be different?
dialogue-hint-wish = Make the second verse sadder

# Why there is no draft, by the code of the failure; of the others the last one is said.
draft-failed-busy = { $service } was too busy to write. Try again in a few minutes.
draft-failed-bad-request = { $service } didn't take this as it is. Say it in other words, or make it shorter.
draft-failed-cant-change-words = { $service } can't change words as you say. Edit them yourself, or have new ones written.
draft-failed-input-moderated = { $service } refuses this for its content. Say it in other words.
draft-failed-output-moderated = { $service } refused the words that it had just written for their content. Say it a little differently.
draft-failed-service-unavailable = { $service } can't be used right now; the bot's operator has to look after it. Try again later, or name another one with “provider”.
draft-failed-unknown-outcome = { $service } fell silent, and I can't tell whether it wrote anything. Try again, which is another draft.
draft-failed-other = { $service } wrote nothing that can be sung. Try again, or say it in other words.

# What keeps a draft from being begun.
error-too-many-drafts = { $limit ->
    [0] No lyrics are drafted here. Write your own, and I'll sing them.
    [one] You have had your one draft for today. You can have more from { DATETIME($resets_at_ms, dateStyle: "medium", timeStyle: "short") } { $zone }.
   *[other] You have had your { $limit } drafts for today. You can have more from { DATETIME($resets_at_ms, dateStyle: "medium", timeStyle: "short") } { $zone }.
}
problem-nothing-to-write = Say what the words are to be about, as in “/lyrics a rainy night in Hamburg”.
problem-nothing-to-change = Say what is to be different in the words.
problem-lyrics-option = “{ $option }” is for the song and not for its words. With /lyrics these can be given: { $options }.
problem-no-writer = { $others ->
    [0] Writing lyrics needs MiniMax Music or SenseAudio, and neither is on here. Ask the operator to switch one on.
   *[other] No service that was asked writes lyrics on their own. Name one that does with “provider”: { $names }.
}
