## 多步的流程：待唱的文字、不带文字的 /song、/quota 和申请额度

dialogue-stale = 这一步已经做过了，下面是现在的情况。

# 没有命令的文字，以及 /song 的表单。
dialogue-song-choose = 这些文字要怎么用？
dialogue-song-quoted = “{ $text }”
dialogue-song-write = 以此为题写一首歌
dialogue-song-exact = 照原文唱
dialogue-song-drop = 算了
dialogue-song-draft = 我是这样理解的。想改就改，改好就让我唱吧。
dialogue-song-about = 一首歌，主题：{ $text }
dialogue-song-first = 开头是“{ $line }”
dialogue-song-guessed = 文件没有说明文字的编码，我按 { $encoding } 读取。如果第一行看起来不对，请换一种读法，或把文件存为 UTF-8 再发一次。
dialogue-song-reading = 读作
dialogue-song-start = 告诉我歌的主题，或者带上自己的歌词。
dialogue-song-ordered = 你的歌马上开始做。
dialogue-song-dropped = 好的，不唱了。
dialogue-song-sing = 唱吧
dialogue-song-edit = 修改
dialogue-song-save = 保存
dialogue-open-form = 打开表单
dialogue-song-form-start = 一首新歌
dialogue-song-form-edit = 你的歌
dialogue-hint-about = 下雨的星期天、朋友的生日…
dialogue-hint-lyrics = 自己的歌词，没有就不填
dialogue-hint-style = 民谣、手风琴、慢板
dialogue-song-sections = 段落
dialogue-song-more-sections = 另有 { $more } 段
dialogue-song-language = 语言
dialogue-song-length = 长度
dialogue-song-lines = { $count } 行
dialogue-song-words = { $count } 个词
dialogue-song-characters = { $count } 个字
dialogue-language-en = 英文
dialogue-language-zh = 中文
dialogue-language-other = 其他语言
dialogue-section-intro = 前奏
dialogue-section-verse = 主歌
dialogue-section-pre-chorus = 导歌
dialogue-section-chorus = 副歌
dialogue-section-post-chorus = 后副歌
dialogue-section-hook = 记忆点
dialogue-section-bridge = 桥段
dialogue-section-inst = 器乐
dialogue-section-solo = 独奏
dialogue-section-interlude = 间奏
dialogue-section-break = 停顿
dialogue-section-build-up = 铺垫
dialogue-section-drop = Drop
dialogue-section-transition = 过渡
dialogue-section-outro = 尾奏
dialogue-style-any = 随你发挥
dialogue-style-pop = 流行
dialogue-style-rock = 摇滚
dialogue-style-folk = 民谣
dialogue-style-jazz = 爵士
dialogue-style-electronic = 电子
dialogue-style-hip-hop = 嘻哈
dialogue-style-classical = 古典
dialogue-style-lullaby = 摇篮曲
dialogue-style-chinese = 中国风
dialogue-style-ballad = 抒情慢歌
dialogue-style-children = 儿歌
dialogue-voice-any = 不限人声

# 某项服务怎样处理歌词里的标记。
tags-changed = { $service } 的写法：{ $changes }。
tags-sung = { $tag } 唱作 { $became }
tags-played = 空的 { $tag } 奏作 { $became }
tags-left-out = 空的 { $tag } 略去
tags-character = “{ $old }”改作“{ $new }”

# 每种曲风一段完整的描述（取自 Fun-Music 指南的曲风），在本地聊天的“prompt:”后面提供。
style-folk-example = 温暖的民谣，木吉他伴奏，唱咖啡馆里一个慵懒的下午
style-chinese-example = 中国风的歌，古筝和竹笛，水墨般的山水里一场离别
style-rock-example = 热血的摇滚，失真电吉他和强劲的鼓点，唱年轻、叛逆与自由
style-ballad-example = 缓慢的钢琴抒情歌，安静深情，唱思念和又苦又甜的回忆
style-hip-hop-example = 轻快的嘻哈，有力的 808 低音，用说唱讲城市里的生活
style-children-example = 欢快的儿歌，木琴和手鼓，简单上口，给孩子讲讲大自然

# /quota。
dialogue-quota-limit = 额度
dialogue-quota-per-day = 每天 { $songs } 首
dialogue-quota-per-week = 每周 { $songs } 首
dialogue-quota-per-month = 每月 { $songs } 首
dialogue-quota-per-total = 总计 { $songs } 首
dialogue-quota-songs = { $songs } 首
dialogue-quota-from = 适用于
dialogue-quota-from-own = 你本人
dialogue-quota-from-role = 你的身份组 { $role }
dialogue-quota-from-place = 这里的所有人
dialogue-quota-from-bot = 所有人，由运营者设定
dialogue-quota-granted = 额外增加
dialogue-quota-taken = 扣减
dialogue-quota-resets = 重置时间
dialogue-quota-resets-at = { DATETIME($resets_at_ms, dateStyle: "medium", timeStyle: "short") }（{ $zone }）
dialogue-quota-cap-place = 这里所有人合计
dialogue-quota-cap-bot = 整个机器人合计

# 申请更多额度，以及答复。
dialogue-quota-ask = 申请更多
dialogue-quota-send = 申请
dialogue-quota-amount = 首数
dialogue-quota-why = 理由
dialogue-quota-request = 有人申请更多额度
dialogue-quota-who = 申请人
dialogue-quota-now = 现有
dialogue-quota-asked = 已申请增加 { $songs } 首，管理员会答复你。
dialogue-quota-approve = 批准
dialogue-quota-other-amount = 改为其他首数
dialogue-quota-amount-form = 给多少首？
dialogue-quota-decline = 拒绝
dialogue-quota-decline-form = 拒绝这份申请
dialogue-quota-your-word = 给对方的话
dialogue-quota-approved = { $who } 批准了申请：增加 { $songs } 首。
dialogue-quota-declined = { $who } 拒绝了增加额度的申请。
dialogue-quota-lost = 你的申请没能送到管理员那里，因为我不能在他们看得到的地方发言。请直接告诉他们：他们可以用 /admin quota add 给你增加。
dialogue-quota-word = “{ $text }”
problem-request-amount = 请填写 1 到 { NUMBER($most) } 之间的整数首数。
problem-request-reason-too-long = 这段文字有 { $length } 个字符，最多 { $most } 个。请缩短一些。
problem-request-open = 你在这里已经申请过了，请等待答复。
problem-request-nobody = 没有人可以受理：这个机器人在聊天平台上没有运营者。部署它的人可以调整额度。
problem-request-unlimited = 你本来就可以不限数量地点歌。
problem-request-own = 这是你自己的申请，需要由别人来答复。
problem-request-blocked = { $name } 在此之后被封禁，所以没有增加额度。请拒绝申请，或先解除封禁。
