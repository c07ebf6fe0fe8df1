using System.Globalization;
using Lending;
using MlOps.Runtime;

// The class is made of ../quickstart/credit.pmml when this project is built.
CreditScorerOutput score = CreditScorer.Score(new CreditScorerInput(
    duration: 12, amount: 1_800, installment_rate: 2, age: 41, status: CreditScorerStatus.no_account,
    history: CreditScorerHistory.critical, purpose: CreditScorerPurpose.television, savings: CreditScorerSavings._500_to_1000,
    employment: CreditScorerEmployment._7_years_or_more, housing: CreditScorerHousing.own));
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{score.decision}: probability of a bad loan {score.probability_bad:0.000}"));

// Texts from elsewhere, such as a form, become members by the model's own words.
var applicant = new CreditScorerInput(
    duration: 48, amount: 9_500, installment_rate: 4, age: null, status: CreditScorerStatusText.FromText("below 0"), history: null,
    purpose: CreditScorerPurposeText.FromText("new car"), savings: null, employment: null, housing: null);
Console.WriteLine(CreditScorer.Score(applicant).decision is CreditScorerDecision.accept ? "accepted" : "not accepted");

IScorer scorer = CreditScorer.Instance;
Console.WriteLine($"inputs: {string.Join(", ", scorer.Inputs.Select(column => column.Name))}");
