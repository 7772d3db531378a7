## /lyrics：歌詞の下書きを作り、読んで直し、気に入ったら歌う

chat-help-lyrics = 歌詞を書いてもらい、歌う前に読んで直せます。オプション：prompt、style、title、provider
chat-example-draft = 港の別れの歌詞を書いてもらう
chat-example-draft-text = /lyrics 雨の港での別れ

# 下書きと、それにできること。
dialogue-lyrics-start = どんな歌詞にしますか。
dialogue-lyrics-writing = { $service } が歌詞を書いています。まもなくここに届きます。指示があるまで曲は作りません。
dialogue-lyrics-changing = { $service } が歌詞を直しています。まもなくここに届きます。
dialogue-lyrics-draft = 下書きができました。好きなところを直してから、歌わせてください。
dialogue-lyrics-kept = 歌詞は前のままです。
dialogue-lyrics-dropped = わかりました。この歌詞は使いません。
dialogue-lyrics-write = 書く
dialogue-lyrics-change = 直してもらう
dialogue-lyrics-again = 別の下書き
dialogue-lyrics-try-again = もう一度試す
dialogue-lyrics-other = 言い方を変える
dialogue-lyrics-wish = 希望
dialogue-lyrics-form = 新しい歌詞
dialogue-lyrics-form-other = 別の言い方で
dialogue-lyrics-form-edit = 歌詞
dialogue-lyrics-form-change = どこを変えますか。
dialogue-hint-wish = 2番をもっと切なく

# 下書きができなかった理由。失敗のコードごと。ほかは最後の文で伝えます。
draft-failed-busy = { $service } が混み合っていて、書けませんでした。数分後にもう一度お試しください。
draft-failed-bad-request = { $service } はこのままでは受け付けませんでした。言い方を変えるか、短くしてください。
draft-failed-cant-change-words = { $service } は希望に合わせて歌詞を変えられません。自分で編集するか、新しく書いてもらってください。
draft-failed-input-moderated = 内容に問題があるとして、{ $service } に断られました。言い方を変えてください。
draft-failed-output-moderated = 内容に問題があるとして、{ $service } が書いたばかりの歌詞の提供を断りました。言い方を少し変えてください。
draft-failed-service-unavailable = { $service } は今使えず、運営者の対応が必要です。しばらくしてから試すか、「provider」で別のサービスを指定してください。
draft-failed-unknown-outcome = { $service } からの応答が途絶え、書けたかどうかわかりません。もう一度試せます。その場合は別の下書きになります。
draft-failed-other = { $service } は歌える歌詞を書けませんでした。もう一度試すか、言い方を変えてください。

# 下書きを始められない理由。
error-too-many-drafts = { $limit ->
    [0] ここでは歌詞の下書きを作れません。自分で書いた歌詞なら歌えます。
   *[other] 今日の下書き{ $limit }回分を使い切りました。次は { DATETIME($resets_at_ms, dateStyle: "medium", timeStyle: "short") } { $zone } から作れます。
}
problem-nothing-to-write = 「/lyrics ハンブルクの雨の夜」のように、どんな歌詞にするか書いてください。
problem-nothing-to-change = 歌詞のどこを変えるか書いてください。
problem-lyrics-option = 「{ $option }」は曲のオプションで、歌詞には使えません。/lyrics で使えるオプション：{ $options }
problem-no-writer = { $others ->
    [0] 歌詞を書くには MiniMax Music か SenseAudio が必要ですが、ここではどちらも有効になっていません。運営者に依頼してください。
   *[other] 指定できるサービスの中に、歌詞だけを書くものがありませんでした。書けるサービスを「provider」で指定してください：{ $names }
}
