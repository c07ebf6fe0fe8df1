using System.Globalization;

namespace MlOps.Codegen.MlNet.Tests.Archives;

/// <summary>Trees in the text that ML.NET's command line stored beside a model.</summary>
internal sealed class StoredTrees
{
    private readonly List<string> inputs = [];
    private readonly List<Dictionary<string, string[]>> trees = [];

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    public static StoredTrees Read(string path)
    {
        var result = new StoredTrees();
        Dictionary<string, string[]> section = [];
        foreach (string line in File.ReadLines(path).TakeWhile(line => line != "[Comments]"))
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
                    result.inputs.Add(pair[1]);
                }
                else if (line == "EvaluatorType=DecisionTree")
                {
                    result.trees.Add(section);
                }
            }
        }

        return result;
    }

    /// <summary>The sum of the trees.</summary>
    /// <param name="value">The value of an input by its name.</param>
    public double Score(Func<string, double> value) => trees.Sum(tree =>
    {
        int node = 0;
        while (node >= 0)
        {
            string input = inputs[int.Parse(tree["SplitFeatures"][node][2..], CultureInfo.InvariantCulture) - 1];
            string[] next = value(input) <= Number(tree["Threshold"][node]) ? tree["LTEChild"] : tree["GTChild"];
            node = int.Parse(next[node], CultureInfo.InvariantCulture);
        }

        return Number(tree["Output"][~node]);
    });

    /// <summary>How much each input gains, the largest gain being 1: the root of the sum over the nodes that split by it.</summary>
    public Dictionary<string, double> Gains()
    {
        Dictionary<string, double> gains = trees
            .SelectMany(tree => tree["SplitFeatures"].Zip(tree["SplitGain"]))
            .GroupBy(split => inputs[int.Parse(split.First[2..], CultureInfo.InvariantCulture) - 1], split => Number(split.Second))
            .ToDictionary(group => group.Key, group => Math.Sqrt(group.Sum()));
        double most = gains.Values.Max();
        return gains.ToDictionary(pair => pair.Key, pair => pair.Value / most);
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
