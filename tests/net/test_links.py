"""Links byte for byte, and which addresses are of the public internet."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.net.links import NotALink, address_of, addresses_of, exact, follow, is_public, public_link


@pytest.mark.parametrize(
    "link",
    [
        "https://b.oss-cn-x.aliyuncs.com/audio%2Fa%2fb.mp3?Expires=1&Signature=a%2Bb%3D",
        "https://a.example/a/../b//c?x=/?:@!$&'()*+,;=[]~",
        "http://a.example/",
        "https://[2606:4700::1111]:8443/a",
    ],
)
def test_a_good_link_stays_as_it_is(link: str) -> None:
    assert str(exact(link)) == link


@pytest.mark.parametrize(
    ("link", "sent"),
    [
        ("https://a.example/a b.mp3", "https://a.example/a%20b.mp3"),
        ("https://a.example/海.mp3?名=%E6", "https://a.example/%E6%B5%B7.mp3?%E5%90%8D=%E6"),
        ("https://a.example/100%.mp3", "https://a.example/100%25.mp3"),
        ("https://a.example/a\r\nX-Evil: 1", "https://a.example/a%0D%0AX-Evil:%201"),
        ('https://a.example/"<>|^`{}\\', "https://a.example/%22%3C%3E%7C%5E%60%7B%7D%5C"),
        ("  HTTPS://A.Example  ", "https://a.example/"),
        ("https://a.example?x=1", "https://a.example/?x=1"),
        ("https://a.example\\@b.example/", "https://a.example/%5C@b.example/"),
        ("https://a.example/a#frag", "https://a.example/a"),
        ("https://bücher.example/a", "https://xn--bcher-kva.example/a"),
    ],
)
def test_only_what_no_request_can_hold_is_escaped(link: str, sent: str) -> None:
    assert str(exact(link)) == sent


@pytest.mark.parametrize(
    "link",
    [
        "", "a.mp3", "/a", "//a.example/a", "ftp://a.example/a", "file:///etc/passwd", "data:audio/mp3,AA",
        "https://", "https:///a", "https://user@a.example/", "https://u:p@a.example/",
        "https://a b.example/", "https://a.example:99999/", "https://a.example:x/", "https://[::1/", "https://a%2e/",
        "https://a.example:0/",
    ],
)  # fmt: skip
def test_what_is_no_plain_web_link_is_refused(link: str) -> None:
    with pytest.raises(NotALink):
        exact(link)


@given(st.text(max_size=60))
def test_any_text_is_a_link_or_refused(text: str) -> None:
    for link in (text, f"https://a.example/{text}", f"https://{text}"):
        try:
            sent = str(exact(link))
        except NotALink:
            continue
        assert sent.isascii()
        assert sent.isprintable()
        assert " " not in sent
        assert str(exact(sent)) == sent


@pytest.mark.parametrize(
    ("location", "leads_to"),
    [
        ("https://b.example/x%2Fy", "https://b.example/x%2Fy"),
        ("//b.example/x", "https://b.example/x"),
        ("/x y?z=%2F", "https://a.example:8443/x%20y?z=%2F"),
        ("x", "https://a.example:8443/p/x"),
        ("?x", "https://a.example:8443/p/q?x"),
    ],
)
def test_a_redirect_leads_on_from_where_it_is(location: str, leads_to: str) -> None:
    assert str(follow(exact("https://a.example:8443/p/q"), location)) == leads_to


@pytest.mark.parametrize(
    "location", ["file:///etc/passwd", "ftp://a/", "https://[::1/", "https://u@b.example/"]
)
def test_a_redirect_leads_to_the_web_or_nowhere(location: str) -> None:
    with pytest.raises(NotALink):
        follow(exact("https://a.example/"), location)


def test_base_urls_name_hosts_and_ports() -> None:
    urls = ["http://127.0.0.1:8123/v1", "https://API.minimax.io", "", "http://a.example./x"]
    assert addresses_of(urls) == {("127.0.0.1", 8123), ("api.minimax.io", 443), ("a.example", 80)}
    assert address_of(exact("http://[::1]:81/")) == ("::1", 81)


@pytest.mark.parametrize(
    "address",
    [
        "1.1.1.1", "47.92.16.1", "223.5.5.5", "2606:4700:4700::1111", "2400:3200::1",
        "::ffff:1.1.1.1", "64:ff9b::1.1.1.1", "2002:101:101::1",
    ],
)  # fmt: skip
def test_public_addresses_are_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.1.2.3", "0.0.0.0", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1",
        "100.64.0.1", "100.100.100.200", "169.254.169.254", "168.63.129.16", "192.0.0.192", "192.0.2.1",
        "198.18.0.1",
        "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255",
        "::", "::1", "fe80::1", "fe80::1%eth0", "fec0::1", "fc00::1", "fd00:ec2::254", "ff02::1", "ff0e::1",
        "2001:db8::1", "2001::1", "3fff::1", "100::1", "5f00::1",
        "::ffff:127.0.0.1", "::ffff:169.254.169.254", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::1.1.1.1", "2002:7f00:1::1", "2002:a9fe:a9fe::1", "::ffff:168.63.129.16",
        "a.example", "", "127.1", "2130706433", "0x7f.0.0.1",
    ],
)  # fmt: skip
def test_all_other_addresses_are_not(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "link",
    [
        "https://example.com/a%2Fb.mp3?Signature=a%2Bb%3D",
        "http://music.example.co.uk:8080/a",
        "https://8.8.8.8/a.mp3",
        "https://[2606:4700::1111]/a",
        "https://notdiscord.com/a",
    ],
)
def test_a_public_link_may_be_told_to_a_service_as_it_is(link: str) -> None:
    assert public_link(link) == link


@pytest.mark.parametrize(
    "link",
    [
        "http://127.0.0.1/a",
        "http://169.254.169.254/latest",
        "http://[::1]/a",
        "http://10.1.2.3/a",
        "http://2130706433/a",
        "http://0x7f.1/a",
        "http://127.1/a",
        "http://localhost/a",
        "http://localhost./a",
        "http://intranet/a",
        "https://nas.local/a",
        "https://a.home.arpa/a",
        "https://cdn.discordapp.com/attachments/1/2/a.mp3?ex=1",
        "https://MEDIA.discordapp.net/a",
        "https://discord.com/channels/1/2",
        "https://api.telegram.org/file/bot1:secret/a.mp3",
        "https://t.me/c/1/2",
        "https://ann:secret@example.com/a",
        "ftp://example.com/a",
        "file:///etc/passwd",
        "example.com/a.mp3",
        "",
    ],
)
def test_other_links_are_told_to_nobody(link: str) -> None:
    with pytest.raises(NotALink) as refused:
        public_link(link)
    assert "secret" not in str(refused.value)
