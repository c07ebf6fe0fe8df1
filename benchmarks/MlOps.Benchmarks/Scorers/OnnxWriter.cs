using System.Runtime.InteropServices;
using MlOps.Benchmarks.Ensembles;

namespace MlOps.Benchmarks.Scorers;

/// <summary>Writes the benchmark's models as ONNX.</summary>
internal static class OnnxWriter
{
    private const int FloatType = 1;

    /// <summary>Trees. A set is a chain of tests for one category each: the operator has no other.</summary>
    /// <param name="trees">The trees.</param>
    /// <param name="features">How many features.</param>
    public static byte[] Trees(IReadOnlyList<BenchmarkTree> trees, int features)
    {
        var nodes = new List<OnnxNode>();
        for (int i = 0; i < trees.Count; i++)
        {
            Add(trees[i], i, nodes);
        }

        OnnxMessage node = Node("TreeEnsembleRegressor", ["x"], "y", "ai.onnx.ml");
        List<OnnxNode> leaves = [.. nodes.Where(item => item.Mode == "LEAF")];
        Attribute(node, "n_targets", 2, attribute => attribute.Integer(3, 1));
        Integers("nodes_treeids", nodes.Select(item => item.Tree));
        Integers("nodes_nodeids", nodes.Select(item => item.Number));
        Integers("nodes_featureids", nodes.Select(item => item.Feature));
        Floats("nodes_values", nodes.Select(item => item.Mode == "LEAF" ? 0 : item.Value));
        Attribute(node, "nodes_modes", 8, attribute => nodes.ForEach(item => attribute.Text(9, item.Mode)));
        Integers("nodes_truenodeids", nodes.Select(item => item.True));
        Integers("nodes_falsenodeids", nodes.Select(item => item.False));
        Integers("nodes_missing_value_tracks_true", nodes.Select(item => item.MissingIsTrue ? 1 : 0));
        Integers("target_treeids", leaves.Select(item => item.Tree));
        Integers("target_nodeids", leaves.Select(item => item.Number));
        Integers("target_ids", leaves.Select(_ => 0));
        Floats("target_weights", leaves.Select(item => item.Value));
        return Model([node], [], features);

        void Integers(string name, IEnumerable<int> values) => Attribute(node, name, 7, attribute =>
        {
            foreach (int value in values)
            {
                attribute.Integer(8, value);
            }
        });

        void Floats(string name, IEnumerable<float> values) => Attribute(node, name, 6, attribute =>
        {
            foreach (float value in values)
            {
                attribute.Float(7, value);
            }
        });
    }

    /// <summary>Layers of weighted sums, with a rectifier between two and what a last function is, if any.</summary>
    /// <param name="layers">The layers.</param>
    /// <param name="last">The operator on the last sums; null for none.</param>
    public static byte[] Layers(IReadOnlyList<DenseWeights> layers, string? last)
    {
        var nodes = new List<OnnxMessage>();
        var tensors = new List<OnnxMessage>();
        string name = "x";
        for (int i = 0; i < layers.Count; i++)
        {
            bool isLast = i == layers.Count - 1;
            tensors.Add(Constant($"w{i}", [layers[i].Outputs, layers[i].Inputs], layers[i].Weights));
            tensors.Add(Constant($"b{i}", [layers[i].Outputs], layers[i].Biases));
            string sum = isLast && last is null ? "y" : $"s{i}";
            OnnxMessage node = Node("Gemm", [name, $"w{i}", $"b{i}"], sum, "");
            Attribute(node, "transB", 2, attribute => attribute.Integer(3, 1));
            nodes.Add(node);
            name = sum;
            if (!isLast || last is not null)
            {
                name = isLast ? "y" : $"h{i}";
                nodes.Add(Node(isLast ? last! : "Relu", [sum], name, ""));
            }
        }

        return Model(nodes, tensors, layers[0].Inputs);
    }

    // Which nodes a tree has is known only when sets have become chains: numbers are given on the way.
    private static void Add(BenchmarkTree tree, int number, List<OnnxNode> nodes)
    {
        int begin = nodes.Count;
        var open = new Stack<(int Branch, int At)>();
        int next = 1;
        nodes.Add(default);
        open.Push((tree.Nodes.Count == 0 ? ~0 : 0, 0));
        while (open.TryPop(out (int Branch, int At) item))
        {
            if (item.Branch < 0)
            {
                nodes[begin + item.At] = new OnnxNode(number, item.At, "LEAF", 0, tree.Leaves[~item.Branch], 0, 0, false);
                continue;
            }

            BenchmarkTree.Node node = tree.Nodes[item.Branch];
            int at = item.At;
            float[] values = node.Codes is null ? [node.Threshold] : [.. node.Codes.Select(code => (float)code)];
            int whenFalse = New();
            open.Push((node.False, whenFalse));
            for (int i = 0; i < values.Length; i++)
            {
                int whenTrue = New();
                open.Push((node.True, whenTrue));
                int otherwise = i == values.Length - 1 ? whenFalse : New();
                string mode = node.Codes is null ? "BRANCH_LEQ" : "BRANCH_EQ";
                nodes[begin + at] = new OnnxNode(number, at, mode, node.Feature, values[i], whenTrue, otherwise, node.MissingIsTrue);
                at = otherwise;
            }
        }

        int New()
        {
            nodes.Add(default);
            return next++;
        }
    }

    private static OnnxMessage Node(string type, string[] inputs, string output, string domain)
    {
        var node = new OnnxMessage();
        foreach (string input in inputs)
        {
            node.Text(1, input);
        }

        node.Text(2, output);
        node.Text(4, type);
        node.Text(7, domain);
        return node;
    }

    private static void Attribute(OnnxMessage node, string name, int type, Action<OnnxMessage> write)
    {
        var attribute = new OnnxMessage();
        attribute.Text(1, name);
        write(attribute);
        attribute.Integer(20, type);
        node.Bytes(5, attribute);
    }

    private static OnnxMessage Constant(string name, int[] sizes, float[] values)
    {
        var tensor = new OnnxMessage();
        foreach (int size in sizes)
        {
            tensor.Integer(1, size);
        }

        tensor.Integer(2, FloatType);
        tensor.Text(8, name);
        tensor.Bytes(9, MemoryMarshal.AsBytes(values.AsSpan()).ToArray());
        return tensor;
    }

    private static byte[] Model(IEnumerable<OnnxMessage> nodes, IEnumerable<OnnxMessage> tensors, int features)
    {
        var graph = new OnnxMessage();
        foreach (OnnxMessage node in nodes)
        {
            graph.Bytes(1, node);
        }

        graph.Text(2, "model");
        foreach (OnnxMessage tensor in tensors)
        {
            graph.Bytes(5, tensor);
        }

        graph.Bytes(11, OnnxModel.Tensor("x", features));
        graph.Bytes(12, OnnxModel.Tensor("y", 1));
        var model = new OnnxMessage();
        model.Integer(1, 8);
        model.Bytes(7, graph);
        foreach ((string domain, int version) in new[] { ("", 18), ("ai.onnx.ml", 3) })
        {
            var set = new OnnxMessage();
            set.Text(1, domain);
            set.Integer(2, version);
            model.Bytes(8, set);
        }

        return model.ToArray();
    }

    private readonly record struct OnnxNode(
        int Tree, int Number, string Mode, int Feature, float Value, int True, int False, bool MissingIsTrue);
}

/// <summary>A layer of weighted sums.</summary>
/// <param name="Inputs">How many inputs.</param>
/// <param name="Biases">Where each sum starts.</param>
/// <param name="Weights">Sum after sum, a weight per input.</param>
internal sealed record DenseWeights(int Inputs, float[] Biases, float[] Weights)
{
    /// <summary>How many sums.</summary>
    public int Outputs => Biases.Length;

    /// <summary>Random weights.</summary>
    /// <param name="random">Where they come from.</param>
    /// <param name="inputs">How many inputs.</param>
    /// <param name="outputs">How many sums.</param>
    public static DenseWeights Create(Random random, int inputs, int outputs)
    {
        float[] Numbers(int count) => [.. Enumerable.Range(0, count).Select(_ => (random.NextSingle() - 0.5f) / 2)];
        return new DenseWeights(inputs, Numbers(outputs), Numbers(inputs * outputs));
    }
}
