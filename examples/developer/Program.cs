using System.Globalization;
using MlOps.Generated;

// The generated class is an ordinary part of the application: typed input, typed output, enumerations of
// the texts that the model knows, null for missing.
CreditScorerInput[] applicants =
[
    new(duration: 12, amount: 1_800, installment_rate: 2, age: 41, status: CreditScorerStatus.no_account,
        history: CreditScorerHistory.critical, purpose: CreditScorerPurpose.television, savings: CreditScorerSavings._500_to_1000,
        employment: CreditScorerEmployment._7_years_or_more, housing: CreditScorerHousing.own),
    new(duration: 48, amount: 9_500, installment_rate: 4, age: 23, status: CreditScorerStatus.below_0,
        history: CreditScorerHistory.delays, purpose: CreditScorerPurpose.new_car, savings: null,
        employment: CreditScorerEmployment.unemployed, housing: CreditScorerHousing.rent),
    new(duration: 24, amount: 13_000, installment_rate: 1, age: 35, status: CreditScorerStatus._200_or_more,
        history: CreditScorerHistory.paid_till_now, purpose: CreditScorerPurpose.business, savings: CreditScorerSavings._100_to_500,
        employment: CreditScorerEmployment._4_to_7_years, housing: CreditScorerHousing.free),
];

foreach (CreditScorerInput applicant in applicants)
{
    CreditScorerOutput score = CreditScorer.Score(applicant);
    Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{applicant.amount,6} over {applicant.duration} months: {score.decision.ToText(),-8} probability of a bad loan {score.probability_bad:0.000}, score {score.credit_score}, because of {score.reason_1.ToText()}, {score.reason_2.ToText()}"));
}
