using System.Collections.Immutable;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Compiler.Pmml;
using MlOps.Codegen.Diagnostics;

namespace MlOps.Codegen.Compiler.Models.NeuralNetworks;

/// <summary>Reads a NeuralNetwork.</summary>
internal static class NeuralNetworkReader
{
    private static readonly KeywordSet<ActivationFunction> Activations = new(
        ("threshold", ActivationFunction.Threshold),
        ("logistic", ActivationFunction.Logistic),
        ("tanh", ActivationFunction.Tanh),
        ("identity", ActivationFunction.Identity),
        ("exponential", ActivationFunction.Exponential),
        ("reciprocal", ActivationFunction.Reciprocal),
        ("square", ActivationFunction.Square),
        ("Gauss", ActivationFunction.Gauss),
        ("sine", ActivationFunction.Sine),
        ("cosine", ActivationFunction.Cosine),
        ("Elliott", ActivationFunction.Elliott),
        ("arctan", ActivationFunction.Arctan),
        ("rectifier", ActivationFunction.Rectifier),
        ("radialBasis", ActivationFunction.RadialBasis));

    private static readonly KeywordSet<NeuralNormalization> Normalizations = new(
        ("none", NeuralNormalization.None),
        ("simplemax", NeuralNormalization.Simplemax),
        ("softmax", NeuralNormalization.Softmax));

    // Leakage is JPMML's, with and without the prefix of its extensions.
    private static readonly string[] LayerAttributes =
        ["activationFunction", "normalizationMethod", "threshold", "width", "altitude", "leakage", "x-leakage"];

    /// <summary>Reads the element.</summary>
    public static NeuralNetwork Read(PmmlElement element, ReadContext context)
    {
        ModelCommon common = ModelCommonReader.Read(
            element, [.. LayerAttributes, "numberOfLayers"], ["NeuralInputs", "NeuralLayer", "NeuralOutputs"], context);
        context.RequiredKeyword(element, "activationFunction", Activations);
        var layers = ImmutableArray.CreateBuilder<NeuralLayer>();
        foreach (PmmlElement child in element.Children)
        {
            if (child.Name == "NeuralLayer")
            {
                layers.Add(ReadLayer(child, element, context));
            }
        }

        if (layers.Count == 0)
        {
            context.Report(DiagnosticDescriptors.MissingElement, element.Location, element.Name, "a NeuralLayer");
        }

        return new NeuralNetwork(
            common,
            ReadAll(element, "NeuralInputs", "NeuralInput", "numberOfInputs", ReadInput, context),
            layers.ToImmutable(),
            ReadAll(element, "NeuralOutputs", "NeuralOutput", "numberOfOutputs", ReadOutput, context));
    }

    private static ImmutableArray<T> ReadAll<T>(
        PmmlElement network, string listName, string name, string count, Func<PmmlElement, ReadContext, T> read, ReadContext context)
    {
        if (network.Child(listName) is not { } list)
        {
            context.Report(DiagnosticDescriptors.MissingElement, network.Location, network.Name, listName);
            return [];
        }

        context.Takes(list, count);
        var items = ImmutableArray.CreateBuilder<T>();
        foreach (PmmlElement child in list.Children)
        {
            if (child.Name == name)
            {
                items.Add(read(child, context));
            }
            else
            {
                context.Unexpected(child);
            }
        }

        if (items.Count == 0)
        {
            context.Report(DiagnosticDescriptors.MissingElement, list.Location, list.Name, $"a {name}");
        }

        return items.ToImmutable();
    }

    private static NeuralInput ReadInput(PmmlElement element, ReadContext context)
    {
        context.Takes(element, "id");
        return new NeuralInput(context.RequiredText(element, "id"), ReadField(element, context), element.Location);
    }

    private static NeuralOutput ReadOutput(PmmlElement element, ReadContext context)
    {
        context.Takes(element, "outputNeuron");
        return new NeuralOutput(context.RequiredText(element, "outputNeuron"), ReadField(element, context), element.Location);
    }

    private static DerivedField ReadField(PmmlElement element, ReadContext context)
    {
        PmmlElement? field = null;
        foreach (PmmlElement child in element.Children)
        {
            if (child.Name == "DerivedField" && field is null)
            {
                field = child;
            }
            else
            {
                context.Unexpected(child);
            }
        }

        if (field is null)
        {
            context.Report(DiagnosticDescriptors.MissingElement, element.Location, element.Name, "a DerivedField");
        }

        return TransformationReader.ReadField(field ?? element, context);
    }

    private static NeuralLayer ReadLayer(PmmlElement element, PmmlElement network, ReadContext context)
    {
        context.Takes(element, [.. LayerAttributes, "numberOfNeurons"]);
        ActivationFunction activation = context.Keyword(element, "activationFunction", Activations)
            ?? context.Keyword(network, "activationFunction", Activations)
            ?? ActivationFunction.Identity;
        double? width = Inherited("width");
        double altitude = Inherited("altitude") ?? 1;
        var neurons = ImmutableArray.CreateBuilder<Neuron>();
        foreach (PmmlElement child in element.Children)
        {
            if (child.Name == "Neuron")
            {
                neurons.Add(ReadNeuron(child, activation == ActivationFunction.RadialBasis, width, altitude, context));
            }
            else
            {
                context.Unexpected(child);
            }
        }

        if (neurons.Count == 0)
        {
            context.Report(DiagnosticDescriptors.MissingElement, element.Location, element.Name, "a Neuron");
        }

        return new NeuralLayer(
            activation,
            Inherited("threshold") ?? 0,
            Inherited("leakage") ?? Inherited("x-leakage") ?? 0,
            context.Keyword(element, "normalizationMethod", Normalizations)
                ?? context.Keyword(network, "normalizationMethod", Normalizations)
                ?? NeuralNormalization.None,
            neurons.ToImmutable(),
            element.Location);

        double? Inherited(string name) => context.Number(element, name) ?? context.Number(network, name);
    }

    private static Neuron ReadNeuron(PmmlElement element, bool radial, double? width, double altitude, ReadContext context)
    {
        context.Takes(element, "id", "bias", "width", "altitude");
        var connections = ImmutableArray.CreateBuilder<Connection>();
        foreach (PmmlElement child in element.Children)
        {
            if (child.Name == "Con")
            {
                context.Takes(child, "from", "weight");
                context.NoChildren(child);
                connections.Add(new Connection(context.RequiredText(child, "from"), context.RequiredNumber(child, "weight")));
            }
            else
            {
                context.Unexpected(child);
            }
        }

        if (connections.Count == 0)
        {
            context.Report(DiagnosticDescriptors.MissingElement, element.Location, element.Name, "a Con");
        }

        double ownWidth = context.Number(element, "width") ?? width ?? 0;
        double ownAltitude = context.Number(element, "altitude") ?? altitude;
        if (radial && (ownWidth == 0 || ownAltitude <= 0))
        {
            context.InvalidNumber(element, ownWidth == 0 ? "width" : "altitude", "a number above 0");
        }

        return new Neuron(
            context.RequiredText(element, "id"),
            context.Number(element, "bias") ?? 0,
            ownWidth,
            ownAltitude,
            connections.ToImmutable(),
            element.Location);
    }
}
