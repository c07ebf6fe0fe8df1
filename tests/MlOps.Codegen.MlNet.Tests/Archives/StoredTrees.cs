using System.Globalization;

namespace MlOps.Codegen.MlNet.Tests.Archives;

/// <summary>Trees in the text (INI) that ML.NET's command line stored beside a model.</summary>
/// <remarks>
/// A split of categories is written as a tree of its own, which yields 1 where one of the categories is set, and which the node asks
/// instead of an input. That tree's last node leads to a node that is not there, where 0 is meant. The list of trees at the end of the file
/// takes no account of such trees, so that it names the wrong ones: the trees that are added are those that no other asks.
/// </remarks>
internal sealed class StoredTrees
{
    private readonly List<string> inputs = [];
    private readonly List<Dictionary<string, string[]>> evaluators = [];
    private readonly List<Dictionary<string, string[]>> trees;

    private StoredTrees(IEnumerable<string> lines)
    {
        Dictionary<string, string[]> section = [];
        foreach (string line in lines.TakeWhile(line => line != "[Comments]"))
        {
            string[] pair = line.Split('=', 2);
            if (line.StartsWith('['))
            {
                section = [];
            }
            else if (pair.Length == 2)
            {
                section[pair[0]] = pair[1].Split('\t');
                if (pair[0] == "Name")
                {
                    inputs.Add(pair[1]);
                }
                else if (line == "EvaluatorType=DecisionTree")
                {
                    evaluators.Add(section);
                }
                else if (line == "EvaluatorType=Aggregator")
                {
                    Aggregator = section;
                }
            }
        }

        HashSet<string> asked = [.. evaluators.SelectMany(evaluator => evaluator["SplitFeatures"])];
        trees = [.. evaluators.Where((_, i) => !asked.Contains(Id(i)))];
        Listed = [.. Aggregator["Nodes"].Select(node => int.Parse(node[2..], CultureInfo.InvariantCulture) - 1)];
    }

    /// <summary>Whether there are splits of categories.</summary>
    public bool SplitsCategories => trees.Count < evaluators.Count;

    private Dictionary<string, string[]> Aggregator { get; } = [];

    private int[] Listed { get; }

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    public static StoredTrees Read(string path) => new(File.ReadLines(path));

    /// <summary>Reads a text.</summary>
    /// <param name="text">The text.</param>
    public static StoredTrees Parse(string text) => new(text.Split('\n').Select(line => line.TrimEnd('\r')));

    /// <summary>The sum of the trees.</summary>
    /// <param name="value">The value of an input by its name.</param>
    public double Score(Func<string, double> value) => trees.Sum(tree => Evaluate(tree, value));

    /// <summary>The sum of what the file says that are the trees.</summary>
    /// <param name="value">The value of an input by its name.</param>
    public double ScoreAsListed(Func<string, double> value) => Listed.Sum(i => Evaluate(evaluators[i], value));

    /// <summary>How much each input gains, the largest gain being 1: the root of the sum over the nodes that split by it.</summary>
    public Dictionary<string, double> Gains()
    {
        Dictionary<string, double> gains = trees
            .SelectMany(tree => tree["SplitFeatures"].Zip(tree["SplitGain"]))
            .GroupBy(split => inputs[Number(split.First)], split => Double(split.Second))
            .ToDictionary(group => group.Key, group => Math.Sqrt(group.Sum()));
        double most = gains.Values.Max();
        return gains.ToDictionary(pair => pair.Key, pair => pair.Value / most);
    }

    private double Evaluate(Dictionary<string, string[]> tree, Func<string, double> value)
    {
        int node = 0;
        while (node >= 0)
        {
            string asked = tree["SplitFeatures"][node];
            double number = asked.StartsWith('E') ? Evaluate(evaluators[Number(asked)], value) : value(inputs[Number(asked)]);
            string[] next = number <= Double(tree["Threshold"][node]) ? tree["LTEChild"] : tree["GTChild"];
            node = int.Parse(next[node], CultureInfo.InvariantCulture);
            node = node == next.Length ? ~node : node;
        }

        return Double(tree["Output"][~node]);
    }

    private static string Id(int evaluator) => string.Create(CultureInfo.InvariantCulture, $"E:{evaluator + 1}");

    private static int Number(string id) => int.Parse(id[2..], CultureInfo.InvariantCulture) - 1;

    private static double Double(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
