# What is missing for an answer, and the page that brings it.

lack-orders = There are no orders yet: import them on the page Data.
lack-valuation = The customers have not been valued yet: that happens by itself after an import, and the page Today shows it.
lack-amounts = The orders have no amounts: import orders with amounts on the page Data.
lack-too-few-customers = There are too few customers, or too few of them came back: import more orders on the page Data.
lack-too-short = The history is shorter than a quarter of a year: import older orders on the page Data.
lack-nobody-returns = Hardly anybody comes back, so that a lifetime cannot be measured.
lack-staying = The model of who stays did not settle on these orders, so that how long customers stay is a guess: more months of orders, imported on the page Data, may settle it.
lack-nobody-won = Nobody was won in the last 12 months, so that ways of winning customers cannot be told apart: import newer orders on the page Data, or say on the page Scenarios how many are won.
lack-contracts = Orders come as often as instalments, but the contracts are not there: import them on the page Data.
lack-margin = Nobody said how much of the revenue is kept: set the margin on the page Settings, or import orders with their costs on the page Data.
lack-acquisition-costs = What winning customers costs is not known: import a file of costs on the page Data, with what was spent each month.
lack-spending-varies = Spending on winning customers varies too little to tell how the market answers to more: vary it for some months, and import the costs on the page Data.
lack-operating-costs = The running costs are not known: import a file of costs of kind operating on the page Data.
lack-complaints = There are no complaints on record: import feedback of kind complaint on the page Data.
lack-solved = Nobody wrote down when complaints were solved: import feedback with the day of the solution on the page Data.
lack-service-costs = What handling a complaint costs is not known: import costs of kind service, or gestures, on the page Data.
lack-product-lines = It is not known which product lines are in the orders: import order lines, and products with their lines, on the page Data.
lack-contacts = There are no contacts on record: import them on the page Data.
lack-gestures = There are no gestures on record: import them on the page Data.
lack-launches = It is not known when product lines were launched: import products with the day of their launch on the page Data.
lack-untimed-complaints = { $count ->
    [one] { $count } complaint has no time and is in no count: import it again on the page Data, with the column of its time.
   *[other] { $count } complaints have no time and are in no count: import them again on the page Data, with the column of their time.
}
lack-other-money = Not in this answer, which is in { $counted }: { $each } in { $money }.
lack-money-orders = { $count ->
    [one] { $count } order
   *[other] { $count } orders
}
lack-money-contracts = { $count ->
    [one] { $count } contract
   *[other] { $count } contracts
}
lack-money-costs = { $count ->
    [one] { $count } cost
   *[other] { $count } costs
}
lack-acquisition-costs-in = What winning customers costs is not known in the money of this answer; it is there in { $money }: import costs in the money of the orders that are counted on the page Data.
lack-operating-costs-in = What running the company costs is not known in the money of this answer; it is there in { $money }: import costs in the money of the orders that are counted on the page Data.
lack-service-costs-in = What handling a complaint costs is not known in the money of this answer; it is there in { $money }: import costs in the money of the orders that are counted on the page Data.
