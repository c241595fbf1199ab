# What an officer has and had: /officers/{ref}/custody

officer-tab-custody = Custody
officer-custody-now = Has now
officer-custody-none = Nothing is recorded as held.
officer-custody-scope = Only what your stations keep stands here. What another station issued is in its own books.
officer-custody-before = Earlier
officer-custody-cut = Older lines are left out. Ask “Who had what on a day” for them.
officer-custody-thing = Thing
officer-custody-kind = Kind
officer-custody-kind-firearm = weapon
officer-custody-kind-equipment = equipment
officer-custody-kind-kit = kit
officer-custody-kind-rounds = ammunition
officer-custody-kind-vehicle = vehicle, out
officer-custody-kind-reserved = vehicle, reserved
officer-custody-since = Since
officer-custody-until = Until
officer-custody-back = To be back
officer-custody-late = late, was due { $when }
officer-custody-act = Act
officer-custody-elsewhere = of another station
officer-custody-rounds = { $count ->
    [one] { $count } round of { $calibre }, lot { $lot }
   *[other] { $count } rounds of { $calibre }, lot { $lot }
}
