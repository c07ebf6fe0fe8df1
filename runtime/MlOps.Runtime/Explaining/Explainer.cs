using System.Numerics;

namespace MlOps.Runtime;

/// <summary>Explains a row's result by the row's difference from a baseline row, whatever the model.</summary>
/// <remarks>
/// The contributions are Shapley values of the game in which inputs are switched from the baseline's value to the row's ("baseline
/// Shapley", Sundararajan and Najmi 2020, <i>The many Shapley values for model explanation</i>): of an additive model, such as a linear
/// one or a scorecard, each is what the input alone changes; inputs that work together share what they do together. Only rows that are
/// scored are asked, so that every kind of model is explained alike. With up to <see cref="MostExact"/> inputs that differ all
/// combinations are scored; beyond, orders of switching are sampled, each with its reverse, which leaves no error where the model is
/// additive or inputs work together in pairs. The same rows and options give the same explanation.
/// </remarks>
public static class Explainer
{
    /// <summary>The most inputs that differ for all their combinations to be scored: 4,096 rows.</summary>
    public const int MostExact = 12;

    private const int Seed = 20_260;

    /// <summary>Explains a result.</summary>
    /// <param name="scorer">What scores.</param>
    /// <param name="row">The row, as <see cref="IScorer.Score"/> takes it.</param>
    /// <param name="baseline">What it is compared with, such as a typical row: <c>null</c> is a missing value here as well.</param>
    /// <param name="output">The name of the output, a number or a boolean; null for the first such.</param>
    /// <param name="samples">How many pairs of orders are sampled where combinations are too many, at least 2.</param>
    /// <exception cref="ArgumentException">There is no such output, a row has the wrong length, or a value is of a type that its column does not take.</exception>
    public static Explanation Explain(
        this IScorer scorer, ReadOnlySpan<object?> row, ReadOnlySpan<object?> baseline, string? output = null, int samples = 64)
    {
        ArgumentNullException.ThrowIfNull(scorer);
        ArgumentOutOfRangeException.ThrowIfLessThan(samples, 2);
        int column = OutputOf(scorer, output);
        RowValue.CheckLengths(scorer, row.Length, scorer.Outputs.Count);
        RowValue.CheckLengths(scorer, baseline.Length, scorer.Outputs.Count);
        var game = new SwitchingGame(scorer, row, baseline, column);
        return game.Differing.Length <= MostExact ? Exact(scorer, game, column) : Sampled(scorer, game, column, samples);
    }

    private static int OutputOf(IScorer scorer, string? output)
    {
        for (int i = 0; i < scorer.Outputs.Count; i++)
        {
            ScorerColumn column = scorer.Outputs[i];
            bool isNumber = column.ValueType is ColumnType.Double or ColumnType.Float or ColumnType.Integer or ColumnType.Boolean;
            if (output is null ? isNumber : column.Name == output)
            {
                return isNumber ? i : throw new ArgumentException($"the output {output} is no number", nameof(output));
            }
        }

        throw new ArgumentException(
            output is null ? "the model has no numeric output" : $"the model has no output {output}; its outputs are {string.Join(", ", scorer.Outputs.Select(column => column.Name))}",
            nameof(output));
    }

    private static Explanation Exact(IScorer scorer, SwitchingGame game, int column)
    {
        int players = game.Differing.Length;
        double[] results = new double[1 << players];
        game.Score(results.Length, static (combination, position) => (combination >> position & 1) != 0, results);
        double[] weights = new double[players];
        for (int others = 0; others < players; others++)
        {
            // others! (players − 1 − others)! / players!, as 1 / (players × how many such sets of others there are).
            weights[others] = 1 / (players * Binomial(players - 1, others));
        }

        double[] values = new double[players];
        for (int player = 0; player < players; player++)
        {
            double sum = 0;
            for (int others = 0; others < results.Length; others++)
            {
                if ((others >> player & 1) == 0)
                {
                    sum += weights[BitOperations.PopCount((uint)others)] * (results[others | (1 << player)] - results[others]);
                }
            }

            values[player] = sum;
        }

        return Explained(scorer, game, column, results[0], results[^1], values, new double[players], isExact: true);
    }

    private static Explanation Sampled(IScorer scorer, SwitchingGame game, int column, int samples)
    {
        int players = game.Differing.Length;
        double[] sums = new double[players];
        double[] squares = new double[players];
        int[] order = [.. Enumerable.Range(0, players)];
        int[] rank = new int[players];
        double[] results = new double[players + 1];
        double[] pair = new double[players];
        var random = new Random(Seed);
        for (int sample = 0; sample < samples; sample++)
        {
            random.Shuffle(order);
            Array.Clear(pair);
            for (int direction = 0; direction < 2; direction++)
            {
                for (int i = 0; i < players; i++)
                {
                    rank[order[i]] = i;
                }

                game.Score(results.Length, (switched, position) => rank[position] < switched, results);
                for (int i = 0; i < players; i++)
                {
                    pair[order[i]] += (results[i + 1] - results[i]) / 2;
                }

                Array.Reverse(order);
            }

            for (int i = 0; i < players; i++)
            {
                sums[i] += pair[i];
                squares[i] += pair[i] * pair[i];
            }
        }

        double[] errors = new double[players];
        for (int i = 0; i < players; i++)
        {
            double mean = sums[i] / samples;
            errors[i] = Math.Sqrt(Math.Max(0, (squares[i] / samples) - (mean * mean)) / (samples - 1));
            sums[i] = mean;
        }

        return Explained(scorer, game, column, results[0], results[^1], sums, errors, isExact: false);
    }

    private static Explanation Explained(
        IScorer scorer, SwitchingGame game, int column, double baseline, double result, double[] values, double[] errors, bool isExact)
    {
        var contributions = new Contribution[scorer.Inputs.Count];
        for (int i = 0; i < contributions.Length; i++)
        {
            contributions[i] = new Contribution(scorer.Inputs[i].Name, 0, 0);
        }

        // One missing result leaves every difference that it takes part in unknown, and so the sum.
        bool isKnown = Array.TrueForAll(values, double.IsFinite);
        for (int i = 0; i < values.Length; i++)
        {
            int input = game.Differing[i];
            contributions[input] = contributions[input] with { Value = isKnown ? values[i] : double.NaN, StandardError = isKnown ? errors[i] : double.NaN };
        }

        return new Explanation(scorer.Outputs[column].Name, baseline, result, contributions, isExact);
    }

    private static double Binomial(int n, int k)
    {
        double result = 1;
        for (int i = 1; i <= k; i++)
        {
            result = result * (n - k + i) / i;
        }

        return result;
    }
}
