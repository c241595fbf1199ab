# Who had what on a day.

held-page = Who had what
held-title = { $count ->
    [one] { $count } custody on { $day }
   *[other] { $count } custodies on { $day }
}
held-on = On the day
held-on-hint = By UTC, such as 12-Nov-2026.
held-in-future = This day is still to come. Custody is known up to today.
held-none = Nothing was in custody
held-none-text = No weapon of your scope was with anybody or in any store on this day.
held-none-match = No custody matches
held-weapon-elsewhere = a weapon of another station
held-link = Who had what on a day
custody-chain-older = Earlier custodies
