"""Which language a plan is in, for plans as short as agents write them."""

from __future__ import annotations

import pytest

from advisor.counsel import OfflineCounsel
from advisor.counsel.languages import language_of

_FOREIGN = {
    "de": "Sende den Kunden in Berlin unsere neuen Angebote per Post.",
    "fr": "Envoyez la facture du mois dernier à notre cliente de Lyon.",
    "es": "Envía el recibo a la clienta de Madrid que lo pidió ayer.",
    "it": "Invia la conferma dell'ordine al cliente di Torino entro domani.",
    "pt": "Envie o recibo à cliente de Lisboa que o pediu ontem.",
    "nl": "Stuur de klant in Gent de bevestiging van haar bestelling.",
    "pl": "Wyślij klientce w Krakowie potwierdzenie jej zamówienia.",
    "cs": "Pošlete zákaznici v Praze potvrzení její objednávky.",
    "sk": "Pošlite zákazníčke v Košiciach potvrdenie jej objednávky.",
    "hu": "Küldje el a budapesti ügyfélnek a rendelése visszaigazolását.",
    "ro": "Trimite clientei din Cluj confirmarea comenzii ei de ieri.",
    "bg": "Изпратете на клиента в София потвърждение за поръчката му.",
    "el": "Στείλε στην πελάτισσα στην Αθήνα την επιβεβαίωση της παραγγελίας.",
    "sv": "Skicka orderbekräftelsen till kunden i Malmö innan kvällen.",
    "da": "Send ordrebekræftelsen til kunden i Aarhus inden i aften.",
    "fi": "Lähetä tilausvahvistus asiakkaalle Tampereelle jo tänään.",
    "et": "Saatke Tartu kliendile tema tellimuse kinnitus veel täna.",
    "lv": "Nosūtiet klientei Rīgā viņas pasūtījuma apstiprinājumu.",
    "lt": "Išsiųskite klientei Vilniuje jos užsakymo patvirtinimą.",
    "sl": "Pošljite stranki v Mariboru potrditev njenega naročila.",
    "hr": "Pošaljite kupcu u Splitu potvrdu njegove narudžbe još danas.",
    "ga": "Seol admháil an ordaithe chuig an gcustaiméir i nGaillimh.",
    "mt": "Ibgħat il-konferma tal-ordni lill-klijenta f'Malta llum stess.",
    "hi": "पुणे के ग्राहक को उसके ऑर्डर की पुष्टि भेज दो।",
    "ta": "சென்னையில் உள்ள வாடிக்கையாளருக்கு உறுதிப்படுத்தலை அனுப்பவும்.",
    "bn": "কলকাতার গ্রাহককে তার অর্ডারের নিশ্চিতকরণ পাঠান।",
    "ar": "أرسل تأكيد الطلب إلى العميل في القاهرة اليوم.",
    "he": "שלח את אישור ההזמנה ללקוח בתל אביב היום.",
    "ru": "Отправьте клиенту в Москве подтверждение его заказа.",
    "uk": "Надішліть клієнту у Львові підтвердження його замовлення.",
    "tr": "İstanbul'daki müşteriye siparişinin onayını bugün gönder.",
    "zh": "请把订单确认发给上海的客户。",
    "ja": "大阪のお客様に注文の確認を送ってください。",
    "ko": "서울에 있는 고객에게 주문 확인서를 보내세요.",
}
_ENGLISH = """
Send the invoice
Resend invoice 4411
Reset password
Deploy tag
Schedule spring_promo
Ship order 12
Cancel order
Refund order 99-A
Run backup
Export CSV
Close ticket T-88
Reply to ticket
Print labels
Book a table
Call her back
E-mail the receipt
Archive old tickets
Merge two accounts
Add a note
Remove a tag
Sync contacts
Update phone number
Delete test data
Confirm booking
Notify the courier
Remind guests
Translate manuals
Summarise tickets
Score leads
Send receipts to customers in Lyon
Ask Maria Rossi for her new address
Send the invoice to Jürgen Weiß in Köln
Tell Zoë Brandão that her parcel is late
Refund Łukasz in Gdańsk
Book a repair for Þórunn
Invoice Société Générale
Order more kettles
Pay supplier
Reissue invoice
Open account
Send parcel DE-4411 to Ghent
Refund order 8f14e45f-ceea-467f-a8d4-91b1b6a1d2c3
Send file label_2026_lyon.pdf
Post https://example.org/b?id=Zm9v to the guest
update_address(customer_id=77)
crm.contacts.merge
send_receipt --to C-77
GET /orders/4411
tool: send_invoice
orders.refund amount=12.50
Prepare monthly revenue report
Plot water levels
Forecast kettle demand
Count open tickets
Check stock in Bremen
Weigh parcels
Water office plants
Rotate API keys
Encrypt backups
Restore database
Mail vouchers to subscribers
Text delivery updates
Warn passengers about delays
Welcome new members
Thank donors
Unsubscribe Ms Novak
Erase account of Mr Papadopoulos
Give Ms Kowalska a copy of her data
Answer access request 7
Rectify birth date
Train churn model
Profile prospects in Spain
Transfer files to India
Upload list to ad platform
Record support calls
Share list with partner
Sell old laptops
Buy printer paper
Rank applicants
Reject loan requests by score
pls send invoice asap
resend recipt to custmer
tell her its late
book room 12 for Mr Ito
ship it today
pwd reset for U-77
new card for member 9
fix typo in name
close her acct
send label
Please resend the order confirmation
Customer in Turin wants a refund
Ticket from Ghent: broken kettle
Guest asks for late checkout
Parcel lost in Porto
Delivery delayed two days
Meeting notes to the team
Payslips to staff in Milan
Quote for a client in Vienna
Renewal letter to members
"""


@pytest.mark.parametrize("language", _FOREIGN)
def test_another_language_is_told_by_its_name(language: str) -> None:
    assert language_of(_FOREIGN[language]) == language


def test_no_short_english_plan_is_taken_for_another_language() -> None:
    """Codes, names and calls are in no language of their own."""
    plans = _ENGLISH.strip().splitlines()
    foreign = [plan for plan in plans if language_of(plan) not in ("en", "und")]

    assert len(plans) >= 100
    assert foreign == []


@pytest.mark.parametrize("language", ["de", "fr", "pl", "fi", "el", "hi", "zh", "ru"])
def test_a_foreign_sentence_within_english_was_not_read(
    counsel: OfflineCounsel, language: str
) -> None:
    text = f"Send the order confirmation to a customer in Lyon. {_FOREIGN[language]}"

    assert counsel.characterise(text).unread


@pytest.mark.parametrize(
    "name", ["Γιώργος Παπαδόπουλος", "Владимир Петров", "田中さくら", "أحمد", "Nguyễn Thị Ánh"]
)
def test_a_name_in_other_letters_is_a_name(counsel: OfflineCounsel, name: str) -> None:
    assert counsel.characterise(f"Send the receipt to customer {name} in Athens.").unread == ()
