## What moderators do with /admin: quotas, blocks, pauses, settings, the log

# Limits and what is left of them.
mod-limit = { $period ->
    [day] 1日
    [week] 1週間に
    [month] 1か月に
   *[total] 通算
}{ $songs ->
    [0] 0曲（作成不可）
   *[other] { $songs }曲
}
mod-money = { $period ->
    [day] 1日
    [week] 1週間に
    [month] 1か月に
   *[total] 通算
} { $amount } { $currency }
mod-unlimited = 曲数の制限なし
mod-none = 設定なし
mod-left = { $left ->
    [0] 残りなし
   *[other] 残り{ $left }曲
}
mod-left-unlimited = 残り無制限
mod-money-left = 残り { $amount } { $currency }
mod-used = { $used }曲使用済み
mod-granted = 増減 { $songs }曲
mod-resets = { DATETIME($resets_at_ms, dateStyle: "medium", timeStyle: "short") } { $zone }
mod-resets-never = なし
mod-source-own = 個人の設定
mod-source-role = ロール { $role } の設定
mod-source-place = ここの全員の設定
mod-source-bot = 全員の設定（運営者）
mod-whose = { $who }：{ $limit }
mod-more = ほか{ $more }件
mod-said = 「{ $text }」
mod-yes = はい
mod-no = いいえ
mod-nobody = なし
mod-operator = 運営者
mod-anonymous = 匿名の管理者（{ $name }）

# Blocks, pauses and settings as they stand.
mod-blocked = ブロック中（解除されるまで）
mod-blocked-until = ブロック中（{ DATETIME($until_at_ms, dateStyle: "medium", timeStyle: "short") } { $zone } まで）
mod-not-blocked = ブロックなし
mod-person-until = { $name }（{ DATETIME($until_at_ms, dateStyle: "medium", timeStyle: "short") } { $zone } まで）
mod-paused = 休止中
mod-not-paused = 受付中
mod-setting-empty = 未設定

# A change: first its effect, then what became of it.
mod-title-set-person = { $name }さんの上限
mod-title-set-role = ロール { $role } の上限
mod-title-set-default = ここの全員の上限
mod-title-set-cap = この場所全体の曲数の上限
mod-title-set-money = この場所全体の金額の上限
mod-title-add = { $name }さんの曲数の増減
mod-title-reset = { $name }さんの使用数のリセット
mod-title-block = { $name }さんのブロック
mod-title-unblock = { $name }さんのブロック解除
mod-title-pause = この場所での曲作りの休止
mod-title-resume = この場所での曲作りの再開
mod-field-now = 現在
mod-field-then = 変更後
mod-field-before = 変更前
mod-field-after = 現在
mod-field-reason = 理由
mod-ask = まだ何も変更していません。確定するか、変更をやめるか選んでください。
mod-confirm = 確定
mod-drop = 変更しない
mod-dropped = わかりました。何も変更していません。
mod-done = 変更しました。
mod-this-place = この場所全体
mod-warn-used = { $name }：すでに{ $used }曲を使っています。{ $limit }曲にすると、{ DATETIME($resets_at_ms, dateStyle: "medium", timeStyle: "short") } { $zone } まで残りがなくなります。
mod-warn-used-total = { $name }：すでに{ $used }曲を使っています。{ $limit }曲にすると、残りがなくなります。
mod-warn-zero = 0にすると、曲を依頼できなくなります。
mod-warn-money = すでに { $used } { $currency } を使っているため、次の期間まで残りがありません。
mod-warn-own = 個人の上限がある人が{ $people }人います。その上限はそのまま残ります。
mod-warn-own-cap = 個人の上限がある人が{ $people }人います。その上限はそのまま残り、この場所全体の上限もあわせて適用されます。
mod-warn-roles = 上限のあるロールが{ $roles }件あります。その上限はそのまま残ります。

# /admin quota show.
mod-show-person = { $name }さんの状況
mod-show-place = ここでの設定
mod-field-limit = 上限
mod-field-set = 設定
mod-field-otherwise = この設定がない場合
mod-field-count = 今の期間
mod-field-resets = 次のリセット
mod-field-cap = この場所全体の上限
mod-field-money = 金額の上限
mod-field-bot = ボット全体の上限
mod-field-paid = 有料サービスの上限
mod-field-block = ブロック
mod-field-request = 申請中
mod-field-default = 全員
mod-field-roles = ロール
mod-field-people = 個人
mod-field-blocked = ブロック中の人
mod-field-zone = タイムゾーン
mod-field-pause = 曲作り
mod-set-by = { $who }が設定（{ DATETIME($set_at_ms, dateStyle: "medium", timeStyle: "short") }）
mod-wish = { $songs }曲の追加
mod-moved-at = { DATETIME($moved_at_ms, dateStyle: "medium", timeStyle: "short") }
mod-moved-reserve = 曲を依頼
mod-moved-refund = 1曲分を返却：{ $why ->
    [cancelled] キャンセル
    [declined] モデレーターが却下
    [input-moderated] 内容をサービスが拒否
    [output-moderated] できた曲をサービスが拒否
    [unknown-outcome] サービスの応答が途絶
    [busy] サービスが混雑
   *[other] 曲の制作に失敗
}
mod-moved-grant = 増減 { $songs }曲（{ $who }）
mod-moved-reset = 使用数のリセット（{ $who }）

# /admin log.
mod-log = ここでの変更履歴（{ $page }ページ）
mod-log-empty = ここではまだ何も変更されていません。
mod-log-no-page = そこまで多くの変更はありません。/admin log と入力すると、最新の変更を確認できます。
mod-log-line = { DATETIME($changed_at_ms, dateStyle: "medium", timeStyle: "short") } · { $who } · { $what }{ $about }：{ $before } → { $after }{ $said }
mod-log-about = （{ $about }）
mod-log-said = {" "}{ $said }
mod-log-more = 以前の変更：/admin log { NUMBER($next, useGrouping: 0) }
mod-audit-quota-set = 上限
mod-audit-quota-add = 曲数の増減
mod-audit-quota-reset = 使用数のリセット
mod-audit-quota-role = 上限
mod-audit-quota-default = 全員の上限
mod-audit-quota-server = この場所全体の上限
mod-audit-quota-request = 曲数の追加申請
mod-audit-block = ブロック
mod-audit-unblock = ブロック解除
mod-audit-pause = 曲作りの休止
mod-audit-resume = 曲作りの再開
mod-audit-settings-channels = 曲を作れるチャンネル
mod-audit-settings-roles = 曲を作れるロール
mod-audit-settings-provider = 優先するサービス
mod-audit-settings-moderator-roles = モデレーターのロール
mod-audit-settings-moderator-channel = モデレーター用チャンネル
mod-audit-settings-language = 言語
mod-audit-settings-time-zone = タイムゾーン
mod-audit-settings-dm-songs = ダイレクトメッセージの曲
mod-audit-settings-pause = 曲作りの休止
mod-audit-song-deleted = 曲
mod-song-there = あり
mod-song-deleted = 削除済み
mod-request-approved = 承認（{ $songs }曲）
mod-request-declined = 却下

# /admin help.
mod-help-title = モデレーターにできること
mod-help = [ ] の中は省略できます。空白を含む名前は "Ann Lee" のように引用符で囲んでください。
mod-help-set = /admin quota set 相手 曲数 [期間] [理由]：1人の上限を設定
mod-help-add = /admin quota add 相手 +3 [理由]：今の期間の曲数を追加。減らすときは −3
mod-help-reset = /admin quota reset 相手 [理由]：使用数をリセット
mod-help-role = /admin quota role ロール 曲数 [期間] [理由]：ロールの上限を設定
mod-help-default = /admin quota default 曲数 [期間] [理由]：ここの全員の上限を設定
mod-help-server = /admin quota server 曲数か金額 [期間] [理由]：全員の合計の上限を、曲数か 20 USD のような金額で設定
mod-help-show = /admin quota show [相手]：適用される上限とその理由を表示
mod-help-settings = /admin settings：チャンネル、ロール、言語、タイムゾーンを設定
mod-help-block = /admin block 相手 [12h] [理由]：曲の依頼をブロック。期間は 30m、12h、3d、2w など。省略すると解除するまで
mod-help-unblock = /admin unblock 相手 [理由]：ブロックを解除
mod-help-pause = /admin pause [メッセージ]、/admin pause off：全員の曲作りをしばらく休止、または再開
mod-help-log = /admin log [ページ]：誰が何を変更したかを表示

# /admin settings.
settings-title-songs = 設定：曲
settings-title-moderators = 設定：モデレーター
settings-title-place = 設定：この場所
settings-page-songs = 曲…
settings-page-moderators = モデレーター…
settings-page-place = この場所…
settings-songs-about = 選ぶとすぐに反映されます。
settings-moderators-about = この場所を管理できる人は、いつでもモデレーターです。選ぶとすぐに反映されます。
settings-channels = 曲を作れるチャンネル
settings-channels-none = すべて
settings-roles = 曲を作れるロール
settings-roles-none = 全員
settings-provider = 優先するサービス
settings-provider-none = 運営者の設定どおり
settings-moderator-roles = モデレーターになるロール
settings-moderator-roles-none = 追加なし
settings-moderator-channel = 申請を受け取るチャンネル
settings-moderator-channel-none = 申請があったチャンネル
settings-language = ボットの言語
settings-language-none = 各自の言語
settings-zone = タイムゾーン
settings-zone-about = 日、週、月は、このタイムゾーンの0時に切り替わります。変更すると、今日の曲数は新しい0時以降に依頼された分になり、次の0時にリセットされます。
settings-zone-other = ほかのタイムゾーン
settings-zone-name = タイムゾーン名（例：Europe/Vienna）
settings-zone-submit = 設定
settings-field-now = ここの日時
settings-now = { DATETIME($now_at_ms, dateStyle: "medium", timeStyle: "short") } { $zone }（今日の曲数のリセットは { DATETIME($ends_at_ms, dateStyle: "medium", timeStyle: "short") }）
settings-field-pause = 曲作り
settings-field-dm = ダイレクトメッセージの曲をここの曲数に含める
settings-dm-on = ダイレクトメッセージの曲を含める
settings-dm-off = ダイレクトメッセージの曲を含めない
settings-pause = 休止する
settings-pause-message = 曲を依頼した人に伝えること
settings-pause-hint = 月曜日に再開します。
settings-pause-submit = 休止
settings-resume = 休止を終える

# What is wrong with a command (problem-<problem>). Nothing was changed.
problem-admin-unknown = /admin { $command } はありません。/admin の後には { $commands } のどれかを入力してください。
problem-admin-quota = /admin quota の後には { $commands } のどれかを入力してください。/admin help と入力すると、それぞれの説明を確認できます。
problem-admin-quota-unknown = /admin quota { $command } はありません。/admin quota の後には { $commands } のどれかを入力してください。
problem-admin-rest = /admin { $command } の後の「{ $extra }」は不要です。取り除いてください。空白を含む名前は引用符で囲みます。
problem-who-missing = 誰のことか指定してください。@username、"Ann Lee" のように引用符で囲んだ名前、またはIDを入力します。
problem-quote-open = 名前の最初に引用符がありますが、最後にありません。"Ann Lee" のように入力してください。
problem-who-unknown = ボットはここで「{ $name }」という人にまだ会っていません。名前を確認するか、その人がここでボットに話しかけるまでお待ちください。
problem-who-several = ここには「{ $name }」という人が複数います。{ $names } のどれかを使ってください。
problem-role-missing = どのロールか、メンションかIDで指定してください。
problem-role = 「{ $word }」はロールではありません。メンションで選ぶか、IDを入力してください。
problem-roles-none = ここにはロールがありません。一人ずつ、または /admin quota default で全員の曲数を決めてください。
problem-amount-missing = 曲数を指定してください。整数か unlimited、上限をなくすときは none を入力します。
problem-amount-missing-add = 曲数を +3 のように指定してください。減らすときは −3 のように入力します。
problem-amount = 「{ $word }」は曲数として読み取れません。0から{ $most }までの整数か unlimited、上限をなくすときは none を入力してください。空白を含む名前は引用符で囲みます。
problem-amount-server = 「{ $word }」は上限として読み取れません。0から{ $most }までの整数の曲数か、20 { $currency } のような金額、上限をなくすときは none を入力してください。
problem-amount-money = 「{ $word } { $currency }」は金額として読み取れません。20 { $currency } や 12.50 { $currency } のように、{ $most } までの金額を入力してください。
problem-amount-add = 「{ $word }」は追加できません。+3 のような整数を入力してください。減らすときは −3 のように入力します。{ $most } までです。
problem-amount-extra = 数と期間の後の「{ $extra }」は不要です。期間は day、week、month、total のどれかです。理由は --reason の後に入力してください。
problem-cap-currency = ここの金額の上限は { $given } ではなく { $currency } で指定します。20 { $currency } のように入力してください。
problem-period = 「{ $word }」は期間として読み取れません。{ $periods } のどれかを選ぶか、今の期間のままにするときは省略してください。
problem-duration = 「{ $word }」は時間の長さとして読み取れません。30m、12h、3d、2w のように、最長{ $days }日までで入力するか、省略してください。数字で始まる理由は引用符で囲みます。
problem-reason-too-long = この文章は{ $length }文字です。{ $most }文字以内に短くしてください。
problem-log-page = 「{ $word }」はページ番号ではありません。/admin log 2 のように番号を入力してください。
problem-change-oneself = 自分の上限やブロックは、ほかのモデレーターに変更してもらってください。運営者は troubadour quota set で上限を変更できます。
problem-add-unlimited = { $name }さんには曲数の制限がないため、増やせません。先に /admin quota set で上限を設定してください。
problem-reset-unused = { $name }さんは今の期間に1曲も使っていないため、リセットするものがありません。
problem-not-blocked = { $name }さんはここではブロックされていません。
problem-not-paused = ここは休止していません。曲を作れます。
problem-nothing-set-person = { $name }さんには個人の上限がないため、なくすものがありません。/admin quota show で現在の上限を確認してください。
problem-nothing-set-role = ロール { $name } には上限がないため、なくすものがありません。/admin quota show で現在の上限を確認してください。
problem-nothing-set-default = ここの全員の上限は設定されていないため、なくすものがありません。運営者の設定が適用されています。
problem-nothing-set-cap = この場所全体の曲数の上限は設定されていないため、なくすものがありません。金額の上限をなくすには、none の後に通貨を入力してください。
problem-nothing-set-money = この場所全体の金額の上限は設定されていないため、なくすものがありません。
problem-time-zone = 「{ $name }」というタイムゾーンはありません。Europe/Vienna や America/New_York のような名前を入力してください。
problem-settings-ids = その内容は選べません。メニューから{ $most }件まで選んでください。
problem-settings-option = 「{ $word }」はここでは選べません。メニューから1つ選んでください。
