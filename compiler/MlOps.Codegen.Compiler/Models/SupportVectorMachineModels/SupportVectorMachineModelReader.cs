using System.Collections.Immutable;
using System.Globalization;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Compiler.Pipeline.Expressions;
using MlOps.Codegen.Compiler.Pmml;
using MlOps.Codegen.Diagnostics;

namespace MlOps.Codegen.Compiler.Models.SupportVectorMachineModels;

/// <summary>Reads a SupportVectorMachineModel.</summary>
internal static class SupportVectorMachineModelReader
{
    private static readonly KeywordSet<ClassificationMethod> Methods = new(
        ("OneAgainstAll", ClassificationMethod.OneAgainstAll), ("OneAgainstOne", ClassificationMethod.OneAgainstOne));

    private static readonly KeywordSet<bool> Representations = new(("SupportVectors", true), ("Coefficients", false));

    private static readonly string[] Kernels =
        ["LinearKernelType", "PolynomialKernelType", "RadialBasisKernelType", "SigmoidKernelType"];

    /// <summary>Reads the element.</summary>
    public static SupportVectorMachineModel Read(PmmlElement element, ReadContext context)
    {
        ModelCommon common = ModelCommonReader.Read(
            element,
            ["threshold", "svmRepresentation", "classificationMethod", "maxWins", "alternateBinaryTargetCategory"],
            [.. Kernels, "VectorDictionary", "SupportVectorMachine"],
            context);
        bool hasSupportVectors = context.Keyword(element, "svmRepresentation", Representations) ?? true;
        PmmlElement? kernel = null;
        PmmlElement? dictionary = element.Child("VectorDictionary");
        var machines = ImmutableArray.CreateBuilder<SupportVectorMachine>();
        foreach (PmmlElement child in element.Children)
        {
            if (Kernels.Contains(child.Name))
            {
                kernel ??= child;
            }
            else if (child.Name == "SupportVectorMachine")
            {
                machines.Add(ReadMachine(child, hasSupportVectors, context));
            }
        }

        // Coefficients of fields need no kernel, though the schema asks for one.
        Require(element, "a kernel type", kernel is not null || !hasSupportVectors, context);
        Require(element, "a VectorDictionary", dictionary is not null, context);
        Require(element, "a SupportVectorMachine", machines.Count > 0, context);
        ImmutableArray<VectorField> fields = dictionary is null ? [] : ReadFields(dictionary, context);
        return new SupportVectorMachineModel(
            common,
            kernel is null ? new SvmKernel(SvmKernelType.Linear, 1, 0, 1) : ReadKernel(kernel, context),
            hasSupportVectors,
            context.Keyword(element, "classificationMethod", Methods),
            context.Boolean(element, "maxWins") ?? false,
            context.Number(element, "threshold") ?? 0,
            element.Attribute("alternateBinaryTargetCategory"),
            fields,
            dictionary is null ? ImmutableDictionary<string, ImmutableArray<double>>.Empty : ReadVectors(dictionary, fields.Length, context),
            machines.ToImmutable());
    }

    private static void Require(PmmlElement element, string what, bool present, ReadContext context)
    {
        if (!present)
        {
            context.Report(DiagnosticDescriptors.MissingElement, element.Location, element.Name, what);
        }
    }

    private static SvmKernel ReadKernel(PmmlElement kernel, ReadContext context)
    {
        context.NoChildren(kernel);
        double gamma = context.Number(kernel, "gamma") ?? 1;
        double coef0 = context.Number(kernel, "coef0") ?? 1;
        switch (kernel.Name)
        {
            case "LinearKernelType":
                context.Takes(kernel, "description");
                return new SvmKernel(SvmKernelType.Linear, 1, 0, 1);
            case "PolynomialKernelType":
                context.Takes(kernel, "description", "gamma", "coef0", "degree");
                return new SvmKernel(SvmKernelType.Polynomial, gamma, coef0, context.Number(kernel, "degree") ?? 1);
            case "RadialBasisKernelType":
                context.Takes(kernel, "description", "gamma");
                return new SvmKernel(SvmKernelType.RadialBasis, gamma, 0, 1);
            case "SigmoidKernelType":
                context.Takes(kernel, "description", "gamma", "coef0");
                return new SvmKernel(SvmKernelType.Sigmoid, gamma, coef0, 1);
            default:
                throw new InvalidOperationException($"unknown kernel {kernel.Name}");
        }
    }

    private static ImmutableArray<VectorField> ReadFields(PmmlElement dictionary, ReadContext context)
    {
        context.Takes(dictionary, "numberOfVectors");
        PmmlElement? list = dictionary.Child("VectorFields");
        Require(dictionary, "VectorFields", list is not null, context);
        var fields = ImmutableArray.CreateBuilder<VectorField>();
        for (PmmlElement? child = list?.FirstChild; child is not null; child = child.NextSibling)
        {
            switch (child.Name)
            {
                case "FieldRef":
                    context.Takes(child, "field", "mapMissingTo");
                    context.NoChildren(child);
                    fields.Add(new VectorField(
                        new FieldRef(context.RequiredText(child, "field"), child.Attribute("mapMissingTo"), child.Location), null, child.Location));
                    break;
                case "CategoricalPredictor":
                    context.Takes(child, "name", "value", "coefficient");
                    context.NoChildren(child);
                    if ((context.Number(child, "coefficient") ?? 1) != 1)
                    {
                        context.InvalidNumber(child, "coefficient", "1");
                    }

                    fields.Add(new VectorField(
                        new FieldRef(context.RequiredText(child, "name"), null, child.Location), context.RequiredText(child, "value"), child.Location));
                    break;
                default:
                    context.Unexpected(child);
                    break;
            }
        }

        if (list is not null)
        {
            context.Takes(list, "numberOfFields");
            Require(list, "a FieldRef", fields.Count > 0, context);
        }

        return fields.ToImmutable();
    }

    private static ImmutableDictionary<string, ImmutableArray<double>> ReadVectors(
        PmmlElement dictionary, int width, ReadContext context)
    {
        var vectors = ImmutableDictionary.CreateBuilder<string, ImmutableArray<double>>(StringComparer.Ordinal);
        foreach (PmmlElement child in dictionary.Children)
        {
            if (child.Name == "VectorFields")
            {
                continue;
            }

            if (child.Name != "VectorInstance")
            {
                context.Unexpected(child);
                continue;
            }

            context.Takes(child, "id");
            string id = context.RequiredText(child, "id");
            if (!vectors.TryAdd(id, [.. ReadCoordinates(child, width, context)]))
            {
                context.Report(DiagnosticDescriptors.DuplicateName, child.AttributeLocation("id"), child.Name, id);
            }
        }

        return vectors.ToImmutable();
    }

    private static double[] ReadCoordinates(PmmlElement instance, int width, ReadContext context)
    {
        double[]? coordinates = null;
        foreach (PmmlElement child in instance.Children)
        {
            if (coordinates is null && (child.Name == "Array" || SparseArrayReader.IsSparse(child)))
            {
                coordinates = child.Name == "Array"
                    ? ArrayReader.ReadNumbers(child, context)
                    : SparseArrayReader.Read(child, width, context);
            }
            else
            {
                context.Unexpected(child);
            }
        }

        Require(instance, "an Array", coordinates is not null, context);
        if (coordinates is not null && coordinates.Length != width)
        {
            context.Report(
                DiagnosticDescriptors.InvalidArray,
                instance.Location,
                string.Create(CultureInfo.InvariantCulture, $"the vector has {coordinates.Length} coordinates for {width} fields"));
        }

        return coordinates ?? [];
    }

    private static SupportVectorMachine ReadMachine(PmmlElement element, bool hasSupportVectors, ReadContext context)
    {
        context.Takes(element, "targetCategory", "alternateTargetCategory", "threshold");
        PmmlElement? vectors = null;
        PmmlElement? coefficients = null;
        foreach (PmmlElement child in element.Children)
        {
            if (child.Name == "SupportVectors" && vectors is null)
            {
                vectors = child;
            }
            else if (child.Name == "Coefficients" && coefficients is null)
            {
                coefficients = child;
            }
            else
            {
                context.Unexpected(child);
            }
        }

        Require(element, "SupportVectors", vectors is not null || !hasSupportVectors, context);
        Require(element, "Coefficients", coefficients is not null, context);
        var ids = vectors is null || !hasSupportVectors ? [] : ReadIds(vectors, context);
        ImmutableArray<double> weights = coefficients is null ? [] : ReadWeights(coefficients, context);
        if (hasSupportVectors && vectors is not null && coefficients is not null && ids.Length != weights.Length)
        {
            context.Report(
                DiagnosticDescriptors.InconsistentModel,
                coefficients.Location,
                string.Create(CultureInfo.InvariantCulture, $"the machine has {weights.Length} coefficients for {ids.Length} support vectors"));
        }

        return new SupportVectorMachine(
            element.Attribute("targetCategory"),
            element.Attribute("alternateTargetCategory"),
            context.Number(element, "threshold"),
            ids,
            weights,
            coefficients is null ? 0 : context.Number(coefficients, "absoluteValue") ?? 0,
            element.Location);
    }

    private static ImmutableArray<string> ReadIds(PmmlElement vectors, ReadContext context)
    {
        context.Takes(vectors, "numberOfSupportVectors", "numberOfAttributes");
        var ids = ImmutableArray.CreateBuilder<string>();
        foreach (PmmlElement child in vectors.Children)
        {
            if (child.Name == "SupportVector")
            {
                context.Takes(child, "vectorId");
                context.NoChildren(child);
                ids.Add(context.RequiredText(child, "vectorId"));
            }
            else
            {
                context.Unexpected(child);
            }
        }

        return ids.ToImmutable();
    }

    private static ImmutableArray<double> ReadWeights(PmmlElement coefficients, ReadContext context)
    {
        context.Takes(coefficients, "numberOfCoefficients", "absoluteValue");
        var weights = ImmutableArray.CreateBuilder<double>();
        foreach (PmmlElement child in coefficients.Children)
        {
            if (child.Name == "Coefficient")
            {
                context.Takes(child, "value");
                context.NoChildren(child);
                weights.Add(context.Number(child, "value") ?? 0);
            }
            else
            {
                context.Unexpected(child);
            }
        }

        return weights.ToImmutable();
    }
}
