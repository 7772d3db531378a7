## Refusals and failures (error-<code>, problem-<problem>)

# What went wrong on our side.
error-internal = ボット側で問題が起きました。もう一度お試しください。繰り返す場合は運営者に知らせてください。
error-storage = 今は保存できませんでした。ディスクがいっぱいかもしれません。少し待ってからもう一度お試しください。

# An order that can't be taken as it is. Nothing was charged.
error-refused = その操作はできません。/help と入力すると、できることを確認できます。
error-invalid = 依頼の内容に合わないところがあります。/help と入力すると、書き方を確認できます。
error-quota-exceeded = { $limit ->
    [0] ここで作れる曲数がありません。/quota からモデレーターに追加を申請してください。
   *[other] { $period ->
        [day] 今日作れる{ $limit }曲を使い切りました。次は { DATETIME($resets_at_ms, dateStyle: "medium", timeStyle: "short") } { $zone } から作れます。
        [week] 今週作れる{ $limit }曲を使い切りました。次は { DATETIME($resets_at_ms, dateStyle: "medium", timeStyle: "short") } { $zone } から作れます。
        [month] 今月作れる{ $limit }曲を使い切りました。次は { DATETIME($resets_at_ms, dateStyle: "medium", timeStyle: "short") } { $zone } から作れます。
       *[total] 作れる{ $limit }曲を使い切りました。/quota からモデレーターに追加を申請してください。
    }
}
error-budget-exceeded = { $period ->
    [total] ボット全体で作れる曲数の上限に達しました。上限は運営者が増やせます。
   *[other] ボット全体で作れる曲数の上限に達しました。次は { DATETIME($resets_at_ms, dateStyle: "medium", timeStyle: "short") } { $zone } から作れます。
}
error-place-cap-exceeded = { $period ->
    [total] ここで作れる曲数の上限に達しました。上限はモデレーターが増やせます。
   *[other] ここで作れる曲数の上限に達しました。次は { DATETIME($resets_at_ms, dateStyle: "medium", timeStyle: "short") } { $zone } から作れます。
}
error-place-money-exceeded = { $period ->
    [total] ここで曲に使える金額の残りが、もう1曲分に足りません。上限はモデレーターが増やせます。
   *[other] ここで曲に使える金額の残りが、もう1曲分に足りません。次は { DATETIME($resets_at_ms, dateStyle: "medium", timeStyle: "short") } { $zone } から作れます。
}
error-budget-money-exceeded = { $period ->
    [total] ボット全体で曲に使える金額の残りが、もう1曲分に足りません。上限は運営者が増やせます。
   *[other] ボット全体で曲に使える金額の残りが、もう1曲分に足りません。次は { DATETIME($resets_at_ms, dateStyle: "medium", timeStyle: "short") } { $zone } から作れます。
}
error-unpriced = { $service } は料金がわからないため、ここでは使えません。「provider」で別のサービスを指定するか、モデレーターに相談してください。
error-too-many-waiting = すでに{ $limit }曲が順番を待っています。1曲できてから次を依頼するか、/cancel で1曲キャンセルしてください。
error-none-takes = この内容のままで曲を作れるサービスがありません。
reason-of = { $service }：{ $reason }
error-no-service = 有効なサービスの中に、この曲を作れるものがありません。英語か中国語で短めに書くか、「provider」の指定を外してください。
error-storage-full = これ以上曲を保存する空きがありません。空きを作るよう運営者に頼んでください。

# Who may have songs made, and where; a moderator's own words come last and may be missing.
error-outside = このボットは、ここでは依頼を受け付けていません。使えるようにするには、運営者に頼んでください。
error-blocked = { $ends ->
    [0] モデレーターにブロックされているため、ここでは曲を依頼できません。心当たりがない場合は、モデレーターに問い合わせてください。{ $reason }
   *[other] モデレーターにブロックされているため、ここでは曲を依頼できません。{ DATETIME($until_at_ms, dateStyle: "medium", timeStyle: "short") } { $zone } から再び依頼できます。{ $reason }
}
error-paused = モデレーターがここでの曲作りを休止しています。しばらくしてからもう一度お試しください。{ $message }
error-wrong-channel = このチャンネルでは曲を作れません。{ $channels } で依頼してください。
error-role-needed = 曲を作れるのは、次のどれかのロールを持つ人だけです：{ $roles }。ロールについてはモデレーターに相談してください。
error-not-moderator = この操作ができるのは、ここのモデレーターだけです。モデレーターに頼んでください。
error-not-yours = これはほかの人のものです。自分用に使うには、自分でコマンドを入力してください。
error-anonymous = どなたか分からないので、曲数を数えられません。ご自分の名前で書いてください。
error-dialogue-gone = このメッセージは古いため使えません。もう一度コマンドを入力してください。
error-song-gone = この曲はもうありません。残っている曲は /songs で見られます。
error-song-under-way = この曲はまだ作っている途中です。順番を待っている間は /cancel で取り消せます。

# What a music service or a chat said.
error-provider = 音楽サービスがこの曲を作れませんでした。もう一度試すか、内容を少し変えてください。
error-bad-request = { $field ->
    [prompt] 音楽サービスが曲の説明を受け付けませんでした。言い方を変えるか、短くしてください。
    [lyrics] 音楽サービスが歌詞を受け付けませんでした。短くするか簡単にして、もう一度依頼してください。
    [style] 音楽サービスが曲のスタイルを受け付けませんでした。わかりやすい言葉で短く書いてください。
    [title] 音楽サービスがタイトルを受け付けませんでした。短いものに変えるか、なしにしてください。
    [avoid] 音楽サービスが「避けるもの」を受け付けませんでした。わかりやすい言葉で短く書くか、なしにしてください。
    [voice] 音楽サービスはその声では歌えません。「voice」をなしにするか、もう一方の声を選んでください。
    [instrumental] 音楽サービスが歌のない曲の依頼を受け付けませんでした。「instrumental」をなしにするか、「provider」で別のサービスを指定してください。
    [format] 音楽サービスはその形式のファイルを作れません。「format」をなしにして、もう一度依頼してください。
    [cover] 音楽サービスがカバーのもとになる曲を受け付けませんでした。MP3かWAVで送るか、別の録音にしてください。
    [feature] 歌い直す曲はもう保存されていません。/cover でもう一度送ってください。
   *[other] 音楽サービスがこの依頼を受け付けませんでした。言葉をいくつか変えて、もう一度依頼してください。
}
error-cant-change-words = 音楽サービスは希望に合わせて歌詞を変えられません。自分で編集するか、新しく書いてもらってください。
error-input-moderated = 内容に問題があるとして、{ $service } に断られました。言葉を変えて、もう一度依頼してください。{ $rules }
error-output-moderated = 内容に問題があるとして、{ $service } ができあがった曲の提供を断りました。言葉を少し変えて、もう一度依頼してください。{ $rules }
error-service-unavailable = 音楽サービスは今使えず、運営者の対応が必要です。しばらくしてから試すか、「provider」で別のサービスを指定してください。
error-busy = 音楽サービスが混み合っていて、曲を受け付けられませんでした。数分後にもう一度お試しください。
error-unknown-outcome = 音楽サービスからの応答が途絶え、曲ができたかどうかわかりません。1曲分を残り曲数に戻したので、もう一度依頼できます。
error-result-expired = 曲はできましたが、音楽サービスから受け取れなくなりました。もう一度依頼してください。
error-platform = 曲を投稿できませんでした。
error-delivery-unavailable = 今は曲を投稿できませんでした。後でもう一度試します。
error-delivery-unknown = 曲が届いたかどうか、まだわかりません。確認して、届いていなければ投稿します。
error-cant-tell = 投稿の途中で中断されたため、届いたかどうか確かめられません。
error-file-forgotten = チャットにこの曲が残っていないため、もう一度送っています。
error-place-gone = そのチャットに書き込めなくなったため、曲を投稿できませんでした。
error-stopped-too-often = この曲を作る間にボットが何度も停止したため、制作をあきらめました。もう一度依頼してください。
error-too-large-to-post = 曲のファイルが大きすぎて、チャットが受け取りませんでした。
error-too-big-here = 曲はできましたが、音質を下げても、ここに投稿できる { $most_kb } kBを超えてしまいます。お預かりしているので、もっと大きなファイルを投稿できるところで /songs と入力してください。
error-kept-expired = お預かりしていた曲が期限までに受け取られず、ファイルがなくなりました。もう一度依頼できます。
error-bad-audio = 音楽サービスから届いたデータを再生できませんでした。もう一度依頼してください。
error-took-too-long = 曲の制作に時間がかかりすぎたため、待つのをやめました。もう一度依頼してください。

# サービスが言葉に求めること（content-<rule>）。フォームと、内容を理由に断られたときに出ます。
content-rules = { $services } の決まり：{ $asked }。
content-asked = このサービスの決まり：{ $asked }。
content-original = オリジナルの言葉
content-safe = 健全な内容（政治、暴力、ポルノ、下品な表現、ホラー、薬物は不可）
content-chinese-english = 中国語か英語

# What a page of the local chat is refused.
error-web-host = このアドレスではチャットを開けません。ボットが起動時に表示したアドレスを開いてください。
error-web-site = 別のサイトからの要求だったため、拒否しました。チャットを本来のアドレスで開いてください。
error-web-session = ボットが起動時に表示したアドレスでチャットを開いてください。そのアドレスに鍵が含まれています。
error-web-json = チャットのページが送る形式と違う要求です。ページを再読み込みして、もう一度お試しください。
error-web-too-large = メッセージが長すぎます。短くして、もう一度送信してください。
error-web-not-found = このアドレスには何もありません。チャットは最初のページにあります。
error-web-no-track = この曲のファイルは残っていません。
error-web-empty = メッセージが空です。何か入力して、もう一度送信してください。

# What is wrong with an order (problem-<problem>).
problem-option-twice = 「{ $option }」が2回指定されています。どちらか1つにしてください。
problem-option-choice = 「{ $option }」に指定できるのは { $choices } です。この中から1つ選んでください。
problem-option-flag = 「{ $option }」には yes か no を指定してください。
problem-nothing-to-sing = まだ歌う内容がありません。どんな曲にするか書くか、歌詞を入力してください。
problem-file-and-lyrics = ファイルとメッセージの両方に歌詞があります。どちらか1つだけ送ってください。
problem-only-tags = この歌詞にはセクションのタグだけで、歌う言葉がありません。タグの下に歌詞を書くか、「instrumental: yes」を加えてください。
problem-prompt-too-long = 曲の説明が{ $length }{ $unit ->
    [words] 語
   *[characters] 文字
}あり、上限の{ $most }を超えています。{ $cut }{ $unit ->
    [words] 語
   *[characters] 文字
}減らして、もう一度依頼してください。
problem-prompt-too-short = 曲の説明が短すぎます。{ $least }{ $unit ->
    [words] 語
   *[characters] 文字
}以上必要です。どんな曲か、もう少し書いてください。
problem-lyrics-too-long = 歌詞が{ $length }{ $unit ->
    [words] 語
   *[characters] 文字
}あり、上限の{ $most }を超えています。{ $cut }{ $unit ->
    [words] 語
   *[characters] 文字
}減らして、もう一度依頼してください。
problem-lyrics-too-short = 1曲にするには歌詞が短すぎます。何行か足して、もう一度依頼してください。
problem-no-instrumental = { $service } は歌なしの曲を作れません。「instrumental」を外すか、「provider」で別のサービスを指定してください。
problem-words-or-style = { $service } では、自分の歌詞とスタイルや説明を同時に使えません。どちらかを外すか、「provider」で別のサービスを指定してください。
problem-words-or-avoid = 自分の歌詞で歌う場合、{ $service } では避けるものを指定できません。「avoid」を外すか、「provider」で別のサービスを指定してください。
problem-language-not-sung = { $service } は、この歌詞の言語では歌えません。「provider」で別のサービスを指定するか、ほかの言語で書いてください。{ $rules }
problem-language-not-read = { $service } は、この説明の言語を読めません。「provider」で別のサービスを指定するか、ほかの言語で説明を書いてください。{ $rules }
problem-style-too-long = 曲のスタイルが長すぎます。{ $most }文字までです。「フォーク、アコーディオン、ゆっくり」のように短く書いてください。
problem-avoid-too-long = 避けるものが長すぎます。{ $most }文字までです。短い言葉で書いてください。
problem-title-too-long = タイトルが長すぎます。{ $most }文字までです。短いものにしてください。
problem-no-such-service = 「{ $name }」というサービスはここにありません。{ $names } から選ぶか、「provider」の指定を外してください。

# A file of lyrics that can't be used (problem-file-…).
problem-file-empty = このファイルは空です。歌詞を書き込んでから、もう一度送ってください。
problem-file-too-large = 歌詞のファイルとしては大きすぎます。{ $most_kb } kB以下のファイルを送ってください。
problem-file-archive = これは圧縮ファイルです。展開して、歌詞のテキストファイルを送ってください。
problem-file-document = これは文書ファイルで、プレーンテキストではありません。プレーンテキスト（.txt）で保存して送ってください。
problem-file-audio = これは歌詞ではなく音楽のファイルです。歌詞をテキストファイル（.txt、.md、.lrc）で送ってください。
problem-file-picture = これは画像ファイルです。画像の中の文字は読めないため、歌詞をテキストファイル（.txt、.md、.lrc）で送ってください。
problem-file-video = これは歌詞ではなく動画のファイルです。歌詞をテキストファイル（.txt、.md、.lrc）で送ってください。
problem-file-binary = このファイルはテキストとして読めません。歌詞をプレーンテキスト（.txt）で保存して送ってください。
problem-file-no-words = このファイルにはタイムスタンプやタグだけで、歌う言葉がありません。歌詞を書き込んでから、もう一度送ってください。
