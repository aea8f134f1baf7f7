"""What the database holds of second factors opens nothing: keys are encrypted, codes are hashes."""

from base64 import b32encode

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from records.models import Phone
from tests.conftest import superuser
from tests.records.staff.test_accounts import FACTOR, code_of, shown_codes, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def phone(clerk):
    return Phone.objects.enrol(clerk)


def whole_database() -> str:
    """Every row of every table as text; bytes in hexadecimal."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = [name for (name,) in cursor.fetchall()]
        texts = []
        for table in tables:
            cursor.execute(f"SELECT coalesce(string_agg(t::text, '\n'), '') FROM {table} t")
            texts += cursor.fetchone()
    return "\n".join(texts)


def test_neither_key_nor_backup_codes_stand_in_the_database(client, clerk):
    sign_in(client)
    client.get(FACTOR)
    phone = Phone.objects.get(user=clerk)
    codes = shown_codes(client.post(FACTOR, {"code": code_of(phone)}))

    rows = whole_database()

    key = phone.bin_key
    forms = [key.hex(), b32encode(key).decode(), *codes, *(code.encode().hex() for code in codes)]
    assert len(key) == 20 and len(codes) == 10
    assert clerk.username in rows
    assert [form for form in forms if form.lower() in rows.lower()] == []
    assert bytes(phone.encrypted_key).hex() in rows  # it is there, and says nothing


def test_history_and_staff_pages_hold_no_encrypted_key_either(client, phone):
    phone.confirmed = False
    phone.save()
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(e::text, '\n') FROM records_changeevent e")
        (history,) = cursor.fetchone()
    client.force_login(superuser("chief"))

    pages = [
        client.get(address)
        for address in ("/admin/", f"/admin/records/user/{phone.user_id}/change/")
    ]

    assert "records_phone" in history
    assert "encrypted_key" not in history
    assert not any(b32encode(phone.bin_key).decode() in page.text for page in pages)


def test_key_of_one_account_is_of_no_use_for_another(phone, reviewer):
    other = Phone.objects.enrol(reviewer)
    Phone.objects.filter(pk=other.pk).update(encrypted_key=phone.encrypted_key)
    other.refresh_from_db()

    assert not other.is_readable
    assert not other.verify_token(code_of(phone))


def test_new_secret_key_reads_what_the_old_one_encrypted(client, phone, settings):
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "the next one"

    sign_in(client)
    client.post(FACTOR, {"code": code_of(phone)})

    assert client.get("/admin/").status_code == 200


def test_keys_outlive_the_old_secret_key_once_encrypted_again(phone, settings, capsys):
    key, code = phone.bin_key, code_of(phone)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "the next one"

    call_command("reencrypt_second_factors")
    settings.SECRET_KEY_FALLBACKS = []

    phone.refresh_from_db()
    assert capsys.readouterr().out == "1 keys are encrypted with today's SECRET_KEY.\n"
    assert phone.bin_key == key
    assert phone.verify_token(code)


def test_lost_secret_key_lets_nobody_in_and_is_named(client, phone, settings, caplog):
    code = code_of(phone)
    settings.SECRET_KEY = "another"

    sign_in(client)
    answer = client.post(FACTOR, {"code": code})

    assert "This code is wrong" in answer.text
    assert "is of another SECRET_KEY" in caplog.text
    with pytest.raises(CommandError, match=r"Neither SECRET_KEY nor its fallbacks .*: clerk"):
        call_command("reencrypt_second_factors")


def test_setting_up_begins_anew_where_the_key_cannot_be_read(client, clerk, settings):
    unread = Phone.objects.enrol(clerk, confirmed=False)
    settings.SECRET_KEY = "another"
    sign_in(client)

    page = client.get(FACTOR)

    begun = Phone.objects.get(user=clerk)
    assert begun.pk != unread.pk
    assert b32encode(begun.bin_key).decode() in page.text
