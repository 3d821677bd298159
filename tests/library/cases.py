"""What each shipped campaign does, from its first event to its last message. Times are those of the shop (Amsterdam), in
March 2026; the clocks go forward on the 29th. A case has a story and what must leave in it, line by line.

    anna   e-mail, Dutch                cleo   e-mail, has never said yes to news
    ben    e-mail and phone, English    dana   e-mail, in France, French
"""
from dataclasses import dataclass, field


@dataclass
class Case:
    campaigns: str                      # those that are live, with blanks between
    what: str
    story: list
    sent: list
    ends: list = field(default_factory=list)   # how journeys ended and what was withheld; [] = not compared
    until: str = "12-31 00:00"


CUP = {"product_id": "cup", "name": "Ceramic cup", "price": 15, "url": "https://shop.example/cup"}
BEANS = {"product_id": "beans", "name": "Beans, 1 kg", "price": 19.9, "category": "coffee"}


def on(when, who, event, **body):
    return {"when": when, "customer": who, "event": event, "body": body}


def order(when, who, number, **more):
    return on(when, who, "Order Completed", order_id=number, total=34.9, currency="EUR", products=[CUP, BEANS], **more)


def big_order(when, who, number):
    return on(when, who, "Order Completed", order_id=number, total=500, currency="EUR", products=[BEANS])


def viewed(when, who, product=CUP):
    return on(when, who, "Product Viewed", **product)


def added(when, who, **more):
    return on(when, who, "Product Added", **CUP, **more)


def delivered(when, who, number):
    return on(when, who, "Order Delivered", order_id=number, carrier="DHL")


CASES = [
    # Awareness.
    Case("confirm-subscription", "asked once; the yes ends it",
         [on("03-02 12:00", "cleo", "Consent Asked", channel="email", email="cleo@example.org"),
          on("03-02 12:05", "cleo", "Consent Given", channel="email", email="cleo@example.org")],
         ["03-02 12:00 cleo consent/confirm email"],
         ["cleo confirm-subscription goal reached"]),
    Case("confirm-subscription", "at night too, for the customer waits for it; no answer means no, and is not asked again for a month",
         [on("03-02 23:30", "cleo", "Consent Asked", email="cleo@example.org"),
          on("03-10 12:00", "cleo", "Consent Asked", email="cleo@example.org"),
          on("04-20 12:00", "cleo", "Consent Asked", email="cleo@example.org")],
         ["03-02 23:30 cleo consent/confirm email", "04-20 12:00 cleo consent/confirm email"]),
    Case("confirm-subscription welcome", "the yes starts the welcome",
         [on("03-02 12:00", "new", "Consent Asked", channel="email", email="new@example.org"),
          on("03-02 12:05", "new", "Consent Given", channel="email", email="new@example.org")],
         ["03-02 12:00 new consent/confirm email", "03-02 12:05 new welcome/hello email",
          "03-05 10:00 new welcome/who-we-are email", "03-08 10:00 new welcome/first-order email"]),
    Case("welcome", "three mails in six days",
         [on("03-02 12:00", "cleo", "Consent Given", channel="email", email="cleo@example.org")],
         ["03-02 12:00 cleo welcome/hello email", "03-05 10:00 cleo welcome/who-we-are email",
          "03-08 10:00 cleo welcome/first-order email"],
         ["cleo welcome finished"]),
    Case("welcome", "the first order ends it",
         [on("03-02 12:00", "cleo", "Consent Given", channel="email", email="cleo@example.org"),
          order("03-06 15:00", "cleo", "1")],
         ["03-02 12:00 cleo welcome/hello email", "03-05 10:00 cleo welcome/who-we-are email"],
         ["cleo welcome goal reached"]),

    # Consideration.
    Case("browse-abandonment", "three hours after the last look, at most every two weeks",
         [viewed("03-02 12:00", "anna"), viewed("03-02 12:30", "anna", BEANS), viewed("03-09 12:00", "anna"),
          viewed("03-23 12:00", "anna"), viewed("03-02 12:00", "cleo")],
         ["03-02 15:30 anna browse/reminder email", "03-23 15:00 anna browse/reminder email"]),
    Case("browse-abandonment", "who puts something into the cart hears nothing, and an order in the night takes the mail back",
         [viewed("03-02 12:00", "anna"), added("03-02 13:00", "anna"),
          viewed("03-02 19:00", "ben"), order("03-02 23:00", "ben", "1")],
         [],
         ["ben browse-abandonment goal reached", "ben browse/reminder withheld: goal reached"]),
    Case("back-in-stock", "those who looked or wished, and may be written to; once a week for a product",
         [viewed("03-02 12:00", "anna"), on("03-02 12:00", "ben", "Product Added to Wishlist", **CUP),
          viewed("03-02 12:00", "cleo"), viewed("03-02 12:00", "dana", BEANS),
          on("03-10 11:00", None, "Product Back In Stock", **CUP), on("03-12 11:00", None, "Product Back In Stock", **CUP)],
         ["03-10 11:00 anna stock/back email", "03-10 11:00 ben stock/back email"]),
    Case("back-in-stock", "an order before the morning takes the mail back",
         [viewed("03-02 12:00", "anna"), on("03-10 22:00", None, "Product Back In Stock", **CUP),
          order("03-10 22:30", "anna", "1")],
         [], ["anna back-in-stock goal reached", "anna stock/back withheld: goal reached"]),
    Case("price-drop", "those who looked, when it is worth telling",
         [viewed("03-02 12:00", "anna"), viewed("03-02 12:00", "ben", BEANS),
          on("03-10 11:00", None, "Product Price Dropped", product_id="cup", price=12, old_price=15),
          on("03-10 11:00", None, "Product Price Dropped", product_id="beans", price=19.5, old_price=19.9)],
         ["03-10 11:00 anna stock/price-drop email"]),
    Case("price-drop", "an order before the morning takes the mail back",
         [viewed("03-02 12:00", "anna"),
          on("03-10 22:00", None, "Product Price Dropped", product_id="cup", price=12, old_price=15),
          order("03-10 22:30", "anna", "1")],
         [], ["anna price-drop goal reached", "anna stock/price-drop withheld: goal reached"]),

    # Conversion.
    Case("cart-abandonment", "an hour after the last thing; abroad another text; two days later the last word",
         [added("03-02 11:00", "anna", cart_id="a"), added("03-02 11:30", "anna", cart_id="a"),
          added("03-02 11:00", "dana", cart_id="d")],
         ["03-02 12:00 dana cart/reminder-abroad email", "03-02 12:30 anna cart/reminder email",
          "03-04 18:00 anna cart/questions email", "03-04 18:00 dana cart/questions email"],
         ["anna cart-abandonment finished", "dana cart-abandonment finished"]),
    Case("cart-abandonment", "the order, an empty cart and the checkout end it",
         [added("03-02 11:00", "anna", cart_id="a"), order("03-03 09:00", "anna", "1"),
          added("03-02 11:00", "ben", cart_id="b"), on("03-03 09:00", "ben", "Cart Emptied", cart_id="b"),
          added("03-02 11:00", "dana", cart_id="d"), on("03-02 11:20", "dana", "Checkout Started", checkout_id="d")],
         ["03-02 12:00 anna cart/reminder email", "03-02 12:00 ben cart/reminder email"],
         ["anna cart-abandonment goal reached", "ben cart-abandonment exit by event"]),
    Case("cart-by-value", "who has spent much hears at once, the others two hours later; each belongs to one text",
         [big_order("02-10 12:00", "anna", "1"), added("03-02 11:00", "anna", cart_id="a"),
          added("03-02 11:00", "ben", cart_id="b"), added("03-02 11:00", "dana", cart_id="d")],
         ["03-02 12:00 anna cart/personal email", "03-02 14:00 ben cart/reminder email",
          "03-02 14:00 dana cart/short email"]),
    Case("cart-by-value", "an order before its time ends it",
         [added("03-02 11:00", "ben", cart_id="b"), order("03-02 13:00", "ben", "1")],
         [], ["ben cart-by-value goal reached"]),
    Case("checkout-abandonment", "half an hour, then the next day",
         [on("03-02 11:00", "anna", "Checkout Started", checkout_id="c", products=[CUP])],
         ["03-02 11:30 anna checkout/help email", "03-03 10:00 anna checkout/still email"],
         ["anna checkout-abandonment finished"]),
    Case("checkout-abandonment", "the order ends it, before and after the first word",
         [on("03-02 11:00", "anna", "Checkout Started", checkout_id="a"), order("03-02 11:10", "anna", "1"),
          on("03-02 11:00", "ben", "Checkout Started", checkout_id="b"), order("03-02 14:00", "ben", "2")],
         ["03-02 11:30 ben checkout/help email"],
         ["ben checkout-abandonment goal reached"]),
    Case("order-shipped order-out-for-delivery order-delivered", "each word once for each order, by mail and SMS as each asks",
         [order("03-02 12:00", "ben", "1"), order("03-02 12:00", "cleo", "2"),
          on("03-03 23:00", "ben", "Order Shipped", order_id="1", carrier="DHL", tracking_url="https://dhl.example/1"),
          on("03-03 23:10", "ben", "Order Shipped", order_id="1"),
          on("03-04 07:00", "ben", "Order Out For Delivery", order_id="1"), delivered("03-04 14:00", "ben", "1"),
          on("03-04 07:00", "cleo", "Order Out For Delivery", order_id="2"), delivered("03-04 14:00", "cleo", "2")],
         ["03-03 23:00 ben parcel/shipped email", "03-03 23:00 ben parcel/shipped sms",
          "03-04 07:00 ben parcel/out-for-delivery sms", "03-04 07:00 cleo parcel/out-for-delivery email",
          "03-04 14:00 ben parcel/delivered email", "03-04 14:00 ben parcel/delivered sms",
          "03-04 14:00 cleo parcel/delivered email"]),
    Case("order-shipped order-out-for-delivery order-delivered", "what is told again about an order is not written again",
         [order("03-02 12:00", "ben", "1"), on("03-03 10:00", "ben", "Order Shipped", order_id="1"),
          on("03-05 10:00", "ben", "Order Shipped", order_id="1"), on("03-05 11:00", "ben", "Order Out For Delivery", order_id="1"),
          on("03-06 11:00", "ben", "Order Out For Delivery", order_id="1"), delivered("03-06 14:00", "ben", "1"),
          delivered("03-07 14:00", "ben", "1")],
         ["03-03 10:00 ben parcel/shipped email", "03-03 10:00 ben parcel/shipped sms",
          "03-05 11:00 ben parcel/out-for-delivery sms", "03-06 14:00 ben parcel/delivered email",
          "03-06 14:00 ben parcel/delivered sms"]),
    Case("order-late", "at nine on the morning after the promised day: your people, then the customer",
         [order("03-02 12:00", "ben", "1", promised_at="2026-03-05"), order("03-02 12:00", "cleo", "2")],
         ["03-06 09:00 ben parcel/late email", "03-06 09:00 ben parcel/late sms",
          "03-06 09:00 ben parcel/late-for-staff call-list"],
         ["ben order-late finished"]),
    Case("order-late", "delivered or cancelled in time",
         [order("03-02 12:00", "ben", "1", promised_at="2026-03-05"), delivered("03-05 17:00", "ben", "1"),
          order("03-02 12:00", "anna", "2", promised_at="2026-03-05T18:00:00Z"),
          on("03-04 12:00", "anna", "Order Cancelled", order_id="2")],
         [], ["anna order-late exit by event", "ben order-late exit by event"]),

    # Retention.
    Case("wishes-and-details", "after the first order; the reply is kept and thanked for",
         [order("03-02 12:00", "anna", "1"), delivered("03-04 14:00", "anna", "1"),
          on("03-10 20:30", "anna", "Reply Received", message="wishes/two-questions", channel="email", text="Tea, please")],
         ["03-09 10:00 anna wishes/two-questions email", "03-10 20:30 anna wishes/thanks email"],
         ["anna wishes-and-details finished"]),
    Case("wishes-and-details", "no reply, no more; a second order is not asked about",
         [order("03-02 12:00", "anna", "1"), delivered("03-04 14:00", "anna", "1"),
          order("03-02 12:00", "ben", "2"), order("03-03 12:00", "ben", "3"), delivered("03-04 14:00", "ben", "2")],
         ["03-09 10:00 anna wishes/two-questions email"],
         ["anna wishes-and-details exit by step"]),
    Case("cross-sell", "three weeks after it arrived",
         [order("03-02 12:00", "anna", "1"), delivered("03-04 14:00", "anna", "1")],
         ["03-26 10:00 anna cross-sell/goes-with email"], ["anna cross-sell finished"]),
    Case("cross-sell", "the next order and a return end it",
         [order("03-02 12:00", "anna", "1"), delivered("03-04 14:00", "anna", "1"), order("03-20 12:00", "anna", "2"),
          order("03-02 12:00", "ben", "3"), delivered("03-04 14:00", "ben", "3"),
          on("03-10 12:00", "ben", "Order Returned", order_id="3")],
         [], ["anna cross-sell goal reached", "ben cross-sell exit by event"]),
    Case("upsell", "those who come back, six weeks after it arrived",
         [order("02-10 12:00", "anna", "1"), order("03-02 12:00", "anna", "2"), delivered("03-04 14:00", "anna", "2"),
          order("03-02 12:00", "ben", "3"), delivered("03-04 14:00", "ben", "3")],
         ["04-16 10:00 anna upsell/step-up email"]),
    Case("upsell", "an order or a return before that ends it",
         [order("02-10 12:00", "anna", "1"), order("03-02 12:00", "anna", "2"), delivered("03-04 14:00", "anna", "2"),
          order("04-01 12:00", "anna", "3"),
          order("02-10 12:00", "ben", "4"), order("03-02 12:00", "ben", "5"), delivered("03-04 14:00", "ben", "5"),
          on("03-10 12:00", "ben", "Order Returned", order_id="5")],
         [], ["anna upsell goal reached", "ben upsell exit by event"]),
    Case("subscription-renewal", "a week before each renewal the reminder, to those without news too; two days before it the news",
         [on("03-02 12:00", "anna", "Subscription Started", subscription_id="s", product_id="beans", renews_at="2026-04-01"),
          on("04-01 06:00", "anna", "Subscription Renewed", subscription_id="s", product_id="beans", renews_at="2026-05-01"),
          on("03-02 12:00", "cleo", "Subscription Started", subscription_id="c", product_id="beans", renews_at="2026-04-01")],
         ["03-25 10:00 anna subscription/renewal email", "03-25 10:00 cleo subscription/renewal email",
          "03-30 10:00 anna subscription/news email",
          "04-24 10:00 anna subscription/renewal email", "04-29 10:00 anna subscription/news email"]),
    Case("subscription-renewal", "cancelled in time",
         [on("03-02 12:00", "anna", "Subscription Started", subscription_id="s", product_id="beans", renews_at="2026-04-01"),
          on("03-27 12:00", "anna", "Subscription Cancelled", subscription_id="s", product_id="beans")],
         ["03-25 10:00 anna subscription/renewal email"], ["anna subscription-renewal exit by event"]),
    Case("loyalty-welcome", "at once, and once",
         [on("03-17 12:00", "anna", "Loyalty Joined"), on("03-18 12:00", "anna", "Loyalty Joined")],
         ["03-17 12:00 anna loyalty/welcome email"], ["anna loyalty-welcome finished"]),
    Case("loyalty-welcome", "who has said no to news joins the list all the same, and gets no mail",
         [on("03-17 12:00", "cleo", "Loyalty Joined")], [],
         ["cleo loyalty-welcome finished", "cleo loyalty/welcome withheld: email: no consent on record"]),
    Case("vip-launch", "by hand, and not again within a month",
         [{"when": "03-02 11:00", "start": "vip-launch", "customer": "anna"},
          {"when": "03-12 11:00", "start": "vip-launch", "customer": "anna"}],
         ["03-02 11:00 anna vip/launch email"]),
    Case("vip-launch", "an order takes back what waits for the morning",
         [{"when": "03-02 22:00", "start": "vip-launch", "customer": "anna"}, order("03-02 23:00", "anna", "1")],
         [], ["anna vip-launch goal reached", "anna vip/launch withheld: goal reached"]),
    Case("birthday", "nine in the morning of the day, each year",
         [on("03-01 12:00", "anna", "Customer Identified", birthday="1990-03-10"),
          on("03-01 12:00", "ben", "Customer Identified", birthday="02-29")],
         ["03-10 09:00 anna birthday/wishes email", "02-28 09:00 ben birthday/wishes email",
          "03-10 09:00 anna birthday/wishes email"], until="+03-20 00:00"),
    Case("birthday", "not without a yes, and not on a day that was corrected in time",
         [on("03-01 12:00", "cleo", "Customer Identified", birthday="1990-03-10"),
          on("03-01 12:00", "anna", "Customer Identified", birthday="1990-03-10"),
          on("03-05 12:00", "anna", "Customer Identified", birthday="1990-06-10")],
         ["06-10 09:00 anna birthday/wishes email"]),
    Case("anniversary", "on the day of the first order, to those who still buy",
         [order("03-02 12:00", "anna", "1"), order("12-20 12:00", "anna", "2"), order("+02-20 12:00", "anna", "4"),
          order("03-02 12:00", "ben", "3")],
         ["03-02 10:00 anna birthday/first-order email"], until="+03-20 00:00"),
    Case("anniversary", "whoever has stopped buying is left to reactivation",
         [order("03-02 12:00", "anna", "1")], [], until="+03-20 00:00"),

    # Advocacy.
    Case("nps referral", "a promoter is asked to tell others; a detractor's answer goes to a person",
         [order("02-20 12:00", "anna", "1"), order("03-02 12:00", "anna", "2"), delivered("03-04 14:00", "anna", "2"),
          on("03-15 12:00", "anna", "NPS Answered", score=10),
          order("02-20 12:00", "ben", "3"), order("03-02 12:00", "ben", "4"), delivered("03-04 14:00", "ben", "4"),
          on("03-15 12:00", "ben", "NPS Answered", score=3)],
         ["03-14 18:00 anna nps/question email", "03-14 18:00 ben nps/question email",
          "03-15 12:00 ben nps/call-back call-list", "03-19 10:00 anna referral/invitation email"],
         ["anna nps finished", "anna referral finished", "ben nps finished"]),
    Case("nps", "not after the first order, at most twice a year, not after a return",
         [order("03-02 12:00", "ben", "1"), delivered("03-04 14:00", "ben", "1"),
          order("02-20 12:00", "anna", "2"), order("03-02 12:00", "anna", "3"), delivered("03-04 14:00", "anna", "3"),
          order("06-02 12:00", "anna", "4"), delivered("06-04 14:00", "anna", "4"),
          order("02-20 12:00", "dana", "5"), order("03-02 12:00", "dana", "6"), delivered("03-04 14:00", "dana", "6"),
          on("03-08 12:00", "dana", "Order Returned", order_id="6")],
         ["03-14 18:00 anna nps/question email"],
         ["anna nps exit by step", "dana nps exit by event"]),
    Case("review-request", "the evening after a good rating, once in three months",
         [order("03-02 12:00", "anna", "1"), on("03-10 20:00", "anna", "Feedback Given", rating=5, order_id="1"),
          on("03-20 20:00", "anna", "Feedback Given", rating=4), on("03-10 12:00", "ben", "Feedback Given", rating=3)],
         ["03-12 18:00 anna review/request email"], ["anna review-request finished"]),
    Case("review-request", "a review or a return meanwhile ends it",
         [on("03-10 12:00", "anna", "Feedback Given", rating=5), on("03-11 09:00", "anna", "Product Reviewed", rating=5),
          on("03-10 12:00", "ben", "Feedback Given", rating=5, order_id="1"), on("03-11 09:00", "ben", "Order Returned", order_id="1")],
         [], ["anna review-request goal reached", "ben review-request exit by event"]),
    Case("referral", "regulars, after the fifth order, at most twice a year",
         [*(order("03-0%d 12:00" % n, "anna", str(n)) for n in range(1, 6)), delivered("03-07 14:00", "anna", "5"),
          delivered("03-08 14:00", "anna", "4"), delivered("03-07 14:00", "ben", "9")],
         ["03-11 10:00 anna referral/invitation email"]),
    Case("referral", "a return meanwhile ends it",
         [*(order("03-0%d 12:00" % n, "anna", str(n)) for n in range(1, 6)), delivered("03-07 14:00", "anna", "5"),
          on("03-08 12:00", "anna", "Order Returned", order_id="5")],
         [], ["anna referral exit by event"]),

    # The four that are live from the start.
    Case("post-purchase", "a first order from thanks to the questions",
         [order("03-02 22:00", "cleo", "1"), order("03-02 12:00", "anna", "2"), delivered("03-04 14:00", "anna", "2")],
         ["03-02 12:00 anna order/thanks email", "03-02 22:00 cleo order/thanks email",
          "03-07 10:00 anna after/how-to-use email", "03-19 10:00 anna after/second-order email"]),
    Case("post-purchase", "a refund ends it",
         [order("03-02 12:00", "anna", "2"), delivered("03-04 14:00", "anna", "2"),
          on("03-08 12:00", "anna", "Order Refunded", order_id="2")],
         ["03-02 12:00 anna order/thanks email", "03-07 10:00 anna after/how-to-use email"],
         ["anna post-purchase exit by event"]),
    Case("reactivation", "a nudge, news or an offer, a last call, then rest",
         [order("03-02 12:00", "anna", "1"), order("03-02 12:00", "ben", "2", coupon="SPRING")],
         ["05-02 10:00 anna reactivation/nudge email", "05-02 10:00 ben reactivation/nudge email",
          "05-09 10:00 anna reactivation/what-is-new email", "05-09 10:00 ben reactivation/offer email",
          "07-30 13:00:00.001000 anna reactivation/last-call email", "07-30 13:00:00.001000 ben reactivation/last-call email"],
         ["anna reactivation finished", "ben reactivation finished"]),
    Case("reactivation", "an order ends it",
         [order("03-02 12:00", "anna", "1"), order("05-05 12:00", "anna", "2")],
         ["05-02 10:00 anna reactivation/nudge email"], ["anna reactivation goal reached"], until="05-20 00:00"),
    Case("feedback-request", "two questions on two channels; a bad answer goes to a person instead",
         [order("03-02 12:00", "ben", "1"), delivered("03-04 14:00", "ben", "1"),
          on("03-05 12:00", "ben", "Feedback Given", rating=5, order_id="1"),
          order("03-02 12:00", "anna", "2"), delivered("03-04 14:00", "anna", "2"),
          on("03-05 12:00", "anna", "Feedback Given", rating=1, order_id="2")],
         ["03-04 14:00 anna feedback/delivery email", "03-04 14:00 ben feedback/delivery sms",
          "03-05 12:00 anna feedback/call-back call-list", "03-06 18:00 ben feedback/product email"],
         ["anna feedback-request exit by step", "ben feedback-request finished"]),
    Case("feedback-request", "a refund ends it",
         [order("03-02 12:00", "ben", "1"), delivered("03-04 14:00", "ben", "1"), on("03-06 12:00", "ben", "Order Refunded", order_id="1")],
         ["03-04 14:00 ben feedback/delivery sms"], ["ben feedback-request exit by event"]),
]
