using System.Globalization;
using MlOps.Generated;

// The generated class is an ordinary part of the application: typed input, typed output, null for missing.
CreditScorerInput[] applicants =
[
    new(duration: 12, amount: 1_800, installment_rate: 2, age: 41, status: "no account", history: "critical",
        purpose: "television", savings: "500 to 1000", employment: "7 years or more", housing: "own"),
    new(duration: 48, amount: 9_500, installment_rate: 4, age: 23, status: "below 0", history: "delays",
        purpose: "new car", savings: null, employment: "unemployed", housing: "rent"),
    new(duration: 24, amount: 13_000, installment_rate: 1, age: 35, status: "200 or more", history: "paid till now",
        purpose: "business", savings: "100 to 500", employment: "4 to 7 years", housing: "free"),
];

foreach (CreditScorerInput applicant in applicants)
{
    CreditScorerOutput score = CreditScorer.Score(applicant);
    Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{applicant.amount,6} over {applicant.duration} months: {score.decision,-8} probability of a bad loan {score.probability_bad:0.000}, score {score.credit_score}, because of {score.reason_1}, {score.reason_2}"));
}
