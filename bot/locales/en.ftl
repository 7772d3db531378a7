### Sentences in English. Ids are grouped by who says them.

## The chat: receipts, progress, songs, commands

## Refusals and failures (error-<code>, problem-<problem>)

## The command line: run, check, init, song

## Configuration problems (config-<problem>)
