using System.Globalization;
using Lending;
using MlOps.Runtime;

// The class is made of ../quickstart/credit.pmml when this project is built.
CreditScorerOutput score = CreditScorer.Score(new CreditScorerInput(
    duration: 12, amount: 1_800, installment_rate: 2, age: 41, status: "no account", history: "critical",
    purpose: "television", savings: "500 to 1000", employment: "7 years or more", housing: "own"));
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{score.decision}: probability of a bad loan {score.probability_bad:0.000}"));

IScorer scorer = CreditScorer.Instance;
Console.WriteLine($"inputs: {string.Join(", ", scorer.Inputs.Select(column => column.Name))}");
