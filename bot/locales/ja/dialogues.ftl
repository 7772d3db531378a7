## Flows of more than one step: words to be sung, /song without words, /quota and asking for more

dialogue-stale = この操作は済んでいます。現在の状態を表示します。

# Words without a command, and the form of /song.
dialogue-song-choose = この文章をどうしますか？
dialogue-song-quoted = 「{ $text }」
dialogue-song-write = これをテーマに曲を作る
dialogue-song-exact = このまま歌詞として歌う
dialogue-song-drop = やめる
dialogue-song-draft = 次の内容で受け取りました。変えたいところを変えてから「歌う」を押してください。
dialogue-song-about = テーマ：{ $text }
dialogue-song-first = 歌い出し：「{ $line }」
dialogue-song-guessed = ファイルからは文字コードがわからないため、{ $encoding } として読みました。1行目がおかしいときは、別の読み方を選ぶか、UTF-8で保存してもう一度送ってください。
dialogue-song-reading = 読み方
dialogue-song-start = どんな曲にするか書くか、自分の歌詞を入力してください。
dialogue-song-ordered = これから曲を作ります。
dialogue-song-dropped = わかりました。曲は作りません。
dialogue-song-sing = 歌う
dialogue-song-edit = 編集
dialogue-song-save = 保存
dialogue-open-form = フォームを開く
dialogue-song-form-start = 新しい曲
dialogue-song-form-edit = 曲の編集
dialogue-hint-about = 雨の日曜日、友だちの誕生日…
dialogue-hint-lyrics = 自分の歌詞があれば
dialogue-hint-style = フォーク、アコーディオン、ゆっくり
dialogue-song-sections = 構成
dialogue-song-more-sections = ほか{ $more }つ
dialogue-song-language = 言語
dialogue-song-length = 長さ
dialogue-song-lines = { $count }行
dialogue-song-words = { $count }語
dialogue-song-characters = { $count }文字
dialogue-language-en = 英語
dialogue-language-zh = 中国語
dialogue-language-other = その他の言語
dialogue-section-intro = イントロ
dialogue-section-verse = ヴァース
dialogue-section-pre-chorus = プリコーラス
dialogue-section-chorus = サビ
dialogue-section-post-chorus = ポストコーラス
dialogue-section-hook = フック
dialogue-section-bridge = ブリッジ
dialogue-section-inst = インスト
dialogue-section-solo = ソロ
dialogue-section-interlude = 間奏
dialogue-section-break = ブレイク
dialogue-section-build-up = ビルドアップ
dialogue-section-drop = ドロップ
dialogue-section-transition = つなぎ
dialogue-section-outro = アウトロ
dialogue-style-any = おまかせ
dialogue-style-pop = ポップ
dialogue-style-rock = ロック
dialogue-style-folk = フォーク
dialogue-style-jazz = ジャズ
dialogue-style-electronic = エレクトロニック
dialogue-style-hip-hop = ヒップホップ
dialogue-style-classical = クラシック
dialogue-style-lullaby = 子守歌
dialogue-style-chinese = 中国風
dialogue-style-ballad = バラード
dialogue-style-children = 童謡
dialogue-voice-any = おまかせ

# 歌詞のタグをサービスがどう扱うか。
tags-changed = { $service } での扱い：{ $changes }。
tags-sung = { $tag } は { $became } として歌われます
tags-played = 空の { $tag } は { $became } として演奏されます
tags-left-out = 空の { $tag } は省かれます
tags-character = 「{ $old }」は「{ $new }」になります

# スタイルごとの曲の説明の例（Fun-Musicの手引きにあるスタイル）。ローカルチャットの「prompt:」のあとに出ます。
style-folk-example = アコースティックギターの温かいフォーク、カフェで過ごすのんびりした午後の歌
style-chinese-example = 古筝と竹笛の中国風の歌、水墨画のような風景の中の別れ
style-rock-example = 歪んだギターと力強いドラムの勢いあるロック、若さと反抗と自由の歌
style-ballad-example = 静かで深いスローなピアノバラード、恋しさとほろ苦い思い出の歌
style-hip-hop-example = 808ベースのきいた軽快なヒップホップ、街の暮らしを語るラップ
style-children-example = 木琴と手太鼓の明るい童謡、簡単で覚えやすく、自然のことを教える歌

# /quota.
dialogue-quota-limit = 曲数の上限
dialogue-quota-per-day = 1日{ $songs }曲
dialogue-quota-per-week = 1週間に{ $songs }曲
dialogue-quota-per-month = 1か月に{ $songs }曲
dialogue-quota-per-total = 通算{ $songs }曲
dialogue-quota-songs = { $songs }曲
dialogue-quota-from = 上限の対象
dialogue-quota-from-own = あなた
dialogue-quota-from-role = あなたのロール { $role }
dialogue-quota-from-place = ここの全員
dialogue-quota-from-bot = 全員（運営者の設定）
dialogue-quota-granted = 追加された曲数
dialogue-quota-taken = 減らされた曲数
dialogue-quota-resets = 次のリセット
dialogue-quota-resets-at = { DATETIME($resets_at_ms, dateStyle: "medium", timeStyle: "short") } { $zone }
dialogue-quota-cap-place = ここの全員の合計
dialogue-quota-cap-bot = ボット全体

# Asking for more, and the answer.
dialogue-quota-ask = 曲数の追加を申請
dialogue-quota-send = 申請する
dialogue-quota-amount = 曲数
dialogue-quota-why = 理由
dialogue-quota-request = 曲数の追加申請
dialogue-quota-who = 申請者
dialogue-quota-now = 現在の残り
dialogue-quota-asked = { $songs }曲の追加を申請しました。モデレーターの回答をお待ちください。
dialogue-quota-approve = 承認
dialogue-quota-other-amount = 曲数を変えて承認
dialogue-quota-amount-form = 何曲追加しますか？
dialogue-quota-decline = 却下
dialogue-quota-decline-form = この申請を却下
dialogue-quota-your-word = メンバーへのひとこと
dialogue-quota-approved = { $who } さんが申請を承認しました。{ $songs }曲追加されました。
dialogue-quota-declined = { $who } さんが曲数の追加申請を却下しました。
dialogue-quota-lost = 追加のお願いをモデレーターに届けられませんでした。届け先に書き込めないためです。直接伝えてください。/admin quota add で曲数を追加してもらえます。
dialogue-quota-word = 「{ $text }」
problem-request-amount = 曲数は1から{ NUMBER($most) }までの整数で入力してください。
problem-request-reason-too-long = この文章は{ $length }文字です。{ $most }文字以内に短くしてください。
problem-request-open = ここではすでに曲数の追加を申請しています。その回答をお待ちください。
problem-request-nobody = ボットの運営者がチャットにいないため、申請を受け取れる人がいません。上限は、このボットを動かしている人が変更できます。
problem-request-unlimited = 曲数の制限はありません。今のまま何曲でも作れます。
problem-request-own = これは自分の申請です。ほかの人が回答する必要があります。
problem-request-blocked = { $name }さんはその後ここでブロックされたため、曲数は追加していません。申請を却下するか、先にブロックを解除してください。
