using System.Collections.Immutable;
using MlOps.Codegen.Compiler.Lowering;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Compiler.Pipeline.Expressions;
using MlOps.Codegen.Compiler.Transformations;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Compiler.Models.NeuralNetworks;

/// <summary>Lowers neural networks: inputs, layers, and what the output neurons mean for the target (PMML 4.4, Neural Network).</summary>
/// <remarks>The result is missing where any input neuron's value is, whether or not it is connected.</remarks>
internal sealed class NeuralNetworkLowering
{
    private readonly NeuralNetwork network;
    private readonly ModelScope scope;
    private readonly LayerLowering layers;
    private readonly Origin origin;

    private NeuralNetworkLowering(NeuralNetwork network, ModelScope scope)
    {
        this.network = network;
        this.scope = scope;
        layers = new LayerLowering(network, scope);
        origin = new Origin("NeuralNetwork", network.Location);
    }

    public static ModelOutcome? Lower(Model model, ModelScope scope) => new NeuralNetworkLowering((NeuralNetwork)model, scope).Lower();

    private ModelOutcome? Lower()
    {
        if (network.Common.Function is not (MiningFunction.Classification or MiningFunction.Regression))
        {
            ModelLowering.Unsupported(
                scope, network.Location, $"the functionName {network.Common.Function} of a NeuralNetwork", "it predicts a number or a category");
            return null;
        }

        bool complete = true;
        foreach (NeuralInput input in network.Inputs)
        {
            complete &= scope.Derive(input.Field) is { } field
                && Number(field, input.Location) is { } value
                && layers.Add(input.Id, Arithmetic.Of(network).Round(value), input.Location);
        }

        foreach (NeuralLayer layer in network.Layers)
        {
            complete = complete && layers.Lower(layer);
        }

        if (!complete || Outputs() is not { } outputs)
        {
            return null;
        }

        string[] targets = [.. outputs.Select(output => output.Target).Distinct(StringComparer.Ordinal)];
        if (targets.Length == 1)
        {
            return ModelLowering.Simple(network.Common.Function == MiningFunction.Classification ? Classify(outputs) : Regress(outputs));
        }

        if (network.Common.Function == MiningFunction.Classification)
        {
            ModelLowering.Unsupported(
                scope, network.Location, "a NeuralNetwork that classifies several targets", "probabilities are kept for one target only");
            return null;
        }

        return RegressAll(outputs, targets);
    }

    private Expression? Number(TypedExpression field, SourceLocation at)
    {
        if (field.Value.Type is DataType.Double or DataType.Integer or DataType.Boolean)
        {
            return Build.ToDouble(field.Value);
        }

        scope.Context.Report(DiagnosticDescriptors.TypeMismatch, at, $"a {Conversions.Name(field.Type)}", "a number");
        return null;
    }

    // The output neurons' values, missing where any input is; null after a diagnostic.
    private List<OutputNeuron>? Outputs()
    {
        Expression[] unseen = Unseen();
        Expression guard = unseen.Length == 0 ? Literal.False : scope.Context.Plan.Define("any_input_missing", Build.Or(unseen), origin);
        var outputs = new List<OutputNeuron>();
        bool complete = true;
        foreach (NeuralOutput output in network.Outputs)
        {
            if (!layers.Values.TryGetValue(output.Neuron, out PlanValue? value))
            {
                scope.Context.Report(
                    DiagnosticDescriptors.InconsistentModel, output.Location, $"there is no neuron '{output.Neuron}'");
                complete = false;
                continue;
            }

            PipelineExpression expression = Meaning(output.Field.Expression);
            string? target = expression switch
            {
                FieldRef field => field.Field,
                NormContinuous norm => norm.Field,
                NormDiscrete norm => norm.Field,
                _ => null,
            };
            if (target is null)
            {
                ModelLowering.Unsupported(
                    scope, output.Location, "this expression in a NeuralOutput", "only FieldRef, NormContinuous and NormDiscrete can be inverted");
                complete = false;
                continue;
            }

            Expression guarded = Build.If(guard, Literal.Missing(DataType.Double), Build.Ref(value));
            outputs.Add(new OutputNeuron(output, target, expression, guarded));
        }

        return complete ? outputs : null;
    }

    // A FieldRef may lead to a derived field, whose expression then counts.
    private PipelineExpression Meaning(PipelineExpression expression)
    {
        if (expression is not FieldRef field || scope.Context.DataFields.ContainsKey(field.Field))
        {
            return expression;
        }

        return network.Common.LocalTransformations.DerivedFields
            .Concat(scope.Context.Document.TransformationDictionary.DerivedFields)
            .FirstOrDefault(derived => derived.Name == field.Field)?.Expression ?? expression;
    }

    // Input neurons from which no path leads to some output neuron.
    private Expression[] Unseen()
    {
        var ancestors = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        foreach (NeuralInput input in network.Inputs)
        {
            ancestors[input.Id] = [input.Id];
        }

        foreach (NeuralLayer layer in network.Layers)
        {
            // Most neurons of a layer have the same sources: their ancestors are collected once.
            var collected = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
            foreach (Neuron neuron in layer.Neurons)
            {
                string key = string.Join('\n', neuron.Connections.Select(connection => connection.From));
                if (!collected.TryGetValue(key, out HashSet<string>? set))
                {
                    set = [.. neuron.Connections.SelectMany(connection => ancestors[connection.From])];
                    collected.Add(key, set);
                }

                ancestors[neuron.Id] = set;
            }
        }

        HashSet<string>[] seen = [.. network.Outputs
            .Where(output => ancestors.ContainsKey(output.Neuron))
            .Select(output => ancestors[output.Neuron])
            .Distinct()];
        return [.. network.Inputs
            .Where(input => seen.Any(set => !set.Contains(input.Id)))
            .Select(input => Build.IsMissing(Build.Ref(layers.Values[input.Id])))];
    }

    private ModelResult? Classify(List<OutputNeuron> outputs)
    {
        var probabilities = new List<CategoryValue>();
        var neurons = new List<CaseBranch>();
        foreach (OutputNeuron output in outputs)
        {
            if (output.Meaning is not NormDiscrete norm)
            {
                scope.Context.Report(
                    DiagnosticDescriptors.InconsistentModel, output.Output.Location, "a classifying NeuralOutput needs a NormDiscrete");
                return null;
            }

            Literal category = Classification.Category(norm.Value, scope, norm.Location);
            if (probabilities.Exists(known => known.Category == category))
            {
                scope.Context.Report(
                    DiagnosticDescriptors.InconsistentModel, output.Output.Location, $"two output neurons stand for '{norm.Value}'");
                return null;
            }

            probabilities.Add(new CategoryValue(category, output.Value));
            neurons.Add(new CaseBranch(Literal.True, Literal.String(output.Output.Neuron)));
        }

        ModelResult result = Classification.FromProbabilities(probabilities, scope, origin);
        ImmutableArray<CaseBranch> ids =
        [
            .. neurons.Zip(probabilities, (neuron, p) => neuron with { Condition = Build.Equal(result.Prediction!.Value, p.Category) }),
        ];
        return result with { EntityId = Build.Case(ids, Literal.Missing(DataType.String)) };
    }

    private ModelResult? Regress(List<OutputNeuron> outputs)
    {
        if (outputs.Count != 1)
        {
            scope.Context.Report(
                DiagnosticDescriptors.InconsistentModel, outputs[1].Output.Location, $"two output neurons stand for '{outputs[1].Target}'");
            return null;
        }

        return Denormalized(outputs[0]) is { } value
            ? new ModelResult { Function = MiningFunction.Regression, Prediction = TypedExpression.OfDouble(value) }
            : null;
    }

    private ModelOutcome? RegressAll(List<OutputNeuron> outputs, string[] targets)
    {
        var values = ImmutableArray.CreateBuilder<NamedValue>();
        foreach (string target in targets)
        {
            if (Regress([.. outputs.Where(output => output.Target == target)]) is not { } result)
            {
                return null;
            }

            values.Add(new NamedValue(
                target, TargetsLowering.Continuous(result.Prediction!.Value, target, scope), true, network.Location));
        }

        return new ModelOutcome(new ModelResult { Function = MiningFunction.Regression }, values.ToImmutable(), []);
    }

    private Expression? Denormalized(OutputNeuron output)
    {
        switch (output.Meaning)
        {
            case FieldRef:
                return output.Value;
            case NormContinuous norm:
                Expression value = scope.Context.Plan.Define($"output_{output.Output.Neuron}", output.Value, origin);
                if (Normalizations.Inverse(norm, value, Arithmetic.Of(network)) is { } inverse)
                {
                    return inverse;
                }

                scope.Context.Report(
                    DiagnosticDescriptors.InconsistentModel, norm.Location, "the NormContinuous of a NeuralOutput must rise or fall throughout");
                return null;
            default:
                scope.Context.Report(
                    DiagnosticDescriptors.InconsistentModel,
                    output.Output.Location,
                    "a NeuralOutput of a regression needs a NormContinuous or a FieldRef");
                return null;
        }
    }

    /// <summary>An output neuron.</summary>
    /// <param name="Output">The element.</param>
    /// <param name="Target">The target field.</param>
    /// <param name="Meaning">The expression that leads from the target to the neuron's value.</param>
    /// <param name="Value">The neuron's value.</param>
    private sealed record OutputNeuron(NeuralOutput Output, string Target, PipelineExpression Meaning, Expression Value);
}
