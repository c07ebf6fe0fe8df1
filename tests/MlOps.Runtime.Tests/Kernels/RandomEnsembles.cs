using System.Globalization;
using System.Text;

namespace MlOps.Runtime.Tests.Kernels;

/// <summary>Random ensembles in text form, and features at, beside and far from their thresholds.</summary>
internal sealed class RandomEnsembles
{
    private readonly Random random;
    private readonly List<double> thresholds = [0, -0.0, double.PositiveInfinity, double.NegativeInfinity];
    private readonly int features;
    private readonly int width;
    private readonly int codes;
    private readonly StringBuilder text = new();
    private int sets;

    public RandomEnsembles(int seed, int features, int width, int codes, int cuts)
    {
        random = new Random(seed);
        this.features = features;
        this.width = width;
        this.codes = codes;
        double scale = Math.Pow(10, random.Next(-3, 4));
        for (int i = 0; i < cuts; i++)
        {
            // Even, clustered, or spread over many magnitudes.
            thresholds.Add(random.Next(3) switch
            {
                0 => random.NextDouble() * scale,
                1 => 1 + (i * Math.Pow(2, -50)),
                _ => Math.Pow(10, random.Next(-300, 300)) * (random.Next(2) - 0.5),
            });
        }
    }

    public void AddSets(int count)
    {
        for (int i = 0; i < count; i++)
        {
            int[] members = [.. Enumerable.Range(0, codes).Where(_ => random.Next(3) == 0)];
            text.Append(CultureInfo.InvariantCulture, $"set {members.Length} {string.Join(' ', members)}\n");
            sets++;
        }
    }

    /// <summary>A tree whose nodes lead anywhere below, to any leaf, or nowhere.</summary>
    public void AddTree(int nodes, int leaves, bool isChain = false)
    {
        text.Append(CultureInfo.InvariantCulture, $"tree {nodes} {leaves}\n");
        for (int i = 0; i < nodes; i++)
        {
            int feature = random.Next(features);
            bool isCategory = feature % 3 == 2 && sets > 0;
            string test = random.Next(12) switch
            {
                0 => "present",
                1 => "true",
                _ when isCategory => string.Create(CultureInfo.InvariantCulture, $"in {random.Next(sets)}"),
                2 => $"< {Number(thresholds[random.Next(thresholds.Count)])}",
                _ => $"<= {Number(thresholds[random.Next(thresholds.Count)])}",
            };
            string yes = isChain && i + 1 < nodes ? (i + 1).ToString(CultureInfo.InvariantCulture) : Branch(i, nodes, leaves);
            string no = Branch(i, nodes, leaves);
            string missing = random.Next(4) switch { 0 => Branch(i, nodes, leaves), 1 => yes, _ => no };
            text.Append(CultureInfo.InvariantCulture, $"{feature} {test} {yes} {no} {missing}\n");
        }

        text.AppendJoin(' ', Enumerable.Range(0, leaves * width).Select(_ => Number((random.NextDouble() - 0.5) * 7))).Append('\n');
    }

    /// <summary>A tree without shared branches, all leaves at one depth.</summary>
    public void AddCompleteTree(int depth)
    {
        int nodes = (1 << depth) - 1;
        text.Append(CultureInfo.InvariantCulture, $"tree {nodes} {nodes + 1}\n");
        for (int i = 0; i < nodes; i++)
        {
            string yes = Child((2 * i) + 1);
            string no = Child((2 * i) + 2);
            text.Append(CultureInfo.InvariantCulture, $"{random.Next(features)} <= {Number(thresholds[random.Next(thresholds.Count)])} {yes} {no} {(random.Next(2) == 0 ? yes : no)}\n");
        }

        text.AppendJoin(' ', Enumerable.Range(0, (nodes + 1) * width).Select(_ => Number(random.NextDouble() - 0.5))).Append('\n');

        string Child(int node) => node < nodes
            ? node.ToString(CultureInfo.InvariantCulture)
            : string.Create(CultureInfo.InvariantCulture, $"~{node - nodes}");
    }

    public TreeEnsemble Build() =>
        TreeEnsemble.Parse(features, [.. Enumerable.Range(0, width).Select(i => i * 0.1)], Encoding.UTF8.GetBytes(text.ToString()));

    public double Feature(int feature) => random.Next(8) switch
    {
        0 => double.NaN,
        1 => random.Next(2),
        _ when feature % 3 == 2 && sets > 0 => random.Next(-1, codes),
        2 => double.BitIncrement(thresholds[random.Next(thresholds.Count)]),
        3 => double.BitDecrement(thresholds[random.Next(thresholds.Count)]),
        4 => random.NextDouble(),
        5 => -random.NextDouble() * 1e300,
        _ => thresholds[random.Next(thresholds.Count)],
    };

    private string Branch(int node, int nodes, int leaves) => random.Next(20) == 0 ? "-"
        : node + 1 < nodes && random.Next(3) > 0
            ? Math.Min(nodes - 1, node + 1 + random.Next(6)).ToString(CultureInfo.InvariantCulture)
            : string.Create(CultureInfo.InvariantCulture, $"~{random.Next(leaves)}");

    private static string Number(double value) =>
        double.IsInfinity(value) ? (value > 0 ? "inf" : "-inf") : value.ToString("R", CultureInfo.InvariantCulture);
}
