using MlOps.Codegen.Plan;

namespace MlOps.Codegen.Testing.Examples;

/// <summary>
/// A hundred thousand generated rows for the examples of one table: the limits of every band from both sides, birthdays and the days beside them,
/// leap days, missing values, values that are not among those listed, texts that differ by case and by blanks only.
/// </summary>
public static class ExampleRows
{
    private const int Count = 100_000;

    /// <summary>Rows of an example's inputs.</summary>
    /// <param name="example">Its name.</param>
    /// <param name="plan">Its plan.</param>
    /// <param name="count">How many rows.</param>
    /// <exception cref="ArgumentException">It is not an example of one table, or the plan has an input of another name.</exception>
    public static Scalar[][] Of(string example, ScoringPlan plan, int count = Count)
    {
        Func<ExampleValues, Dictionary<string, Scalar>> row = example switch
        {
            "scorecard" => Application,
            "insurance" => Policy,
            _ => throw new ArgumentException($"the example '{example}' has events", nameof(example)),
        };
        var values = new ExampleValues(20240229);
        string[] names = [.. plan.Inputs.Select(input => input.Schema.Name)];
        return [.. Enumerable.Range(0, count).Select(_ => row(values)).Select(columns => names
            .Select(name => columns.TryGetValue(name, out Scalar value) ? value : throw new ArgumentException($"no values of '{name}' are made", nameof(plan)))
            .ToArray())];
    }

    private static Dictionary<string, Scalar> Application(ExampleValues values)
    {
        (DateOnly birth, DateOnly applied) = Ages(values, 18, 25, 40, 60);

        // Debts are a fifth or a half of the income to the last digit, or beside that.
        int income = values.Next(8) == 0 ? values.Of(0, -100, 1, 999_999_999) : values.Next(1, 9_000) * 1_000;
        int debts = values.Next(3) == 0 ? values.Next(0, 9_000_000) : (int)(income / (long)values.Of(5, 2)) + values.Next(-1, 2);
        return new()
        {
            ["birth_date"] = values.Or(0.02, ExampleValues.Day(birth)),
            ["applied_on"] = ExampleValues.Day(applied),
            ["income"] = values.Or(0.02, Scalar.FromDouble(income / 100.0)),
            ["debts"] = values.Or(0.2, Scalar.FromDouble(debts / 100.0)),
            ["employment"] = values.Or(0.02, values.Text("employed", "self-employed", "retired", "none", "employed", "Employed", "employed ")),
            ["email"] = values.Or(0.1, values.Text("a@x.org", "b@Company.com", "c@COMPANY.", "d@company_com", "%@company.", "")),
            ["jurisdiction"] = values.Or(0.02, values.Text("EU", "CH", "US", "US", "us")),
            ["postal_code"] = values.Or(0.2, values.Text("94110", "10115", "1", "", "94", "９４110", " 94")),
            ["gender"] = values.Or(0.5, values.Text("f", "m")),
        };
    }

    private static Dictionary<string, Scalar> Policy(ExampleValues values)
    {
        (DateOnly birth, DateOnly starts) = Ages(values, 21, 25, 30, 45, 65);
        return new()
        {
            ["birth_date"] = values.Or(0.02, ExampleValues.Day(birth)),
            ["starts_on"] = ExampleValues.Day(starts),
            ["region"] = values.Or(0.05, values.Text("city", "coast", "land", "City", "city ", "")),
            ["segment"] = values.Or(0.05, values.Text("private", "fleet", "young", "Fleet")),
            ["power"] = values.Or(0.02, Scalar.FromInteger(values.Of(values.Next(20, 400), 0, -5, 1_000_000))),
            ["claims"] = values.Or(0.1, Scalar.FromInteger(values.Of(values.Next(0, 9), 4, -1))),
        };
    }

    // Of an age to the day, or a day more or less; of any age; born on a leap day.
    private static (DateOnly Birth, DateOnly Day) Ages(ExampleValues values, params ReadOnlySpan<int> limits)
    {
        DateOnly day = values.Of(
            new DateOnly(2024, 2, 29), new DateOnly(2025, 2, 28), new DateOnly(2025, 3, 1), new DateOnly(2024, 12, 31), new DateOnly(2024, 1, 1).AddDays(values.Next(1_000)));
        DateOnly birth = values.Next(4) switch
        {
            0 => day.AddDays(-values.Next(-400, 36_000)),
            1 => new DateOnly(values.Of(1964, 1980, 1984, 2000, 2004), 2, 29),
            _ => day.AddYears(-values.Of(limits)).AddDays(values.Next(-1, 2)),
        };
        return (birth, day);
    }
}
